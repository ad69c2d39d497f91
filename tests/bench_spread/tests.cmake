# Benchmarks are built on demand (-DHAMON_BENCH=ON) and are no tests: their figures depend on the machine.
option(HAMON_BENCH "Build benchmarks" OFF)
if(HAMON_BENCH)
  find_package(benchmark REQUIRED)
  add_executable(bench_spread ${CMAKE_CURRENT_SOURCE_DIR}/bench_spread/bench_spread.cpp)
  target_include_directories(bench_spread PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(bench_spread PRIVATE hamon_analyze benchmark::benchmark)
endif()
