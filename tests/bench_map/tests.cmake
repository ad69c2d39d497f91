# The diagram of a large hospital; see bench_spread for how benchmarks are built.
option(HAMON_BENCH "Build benchmarks" OFF)
if(HAMON_BENCH)
  find_package(benchmark REQUIRED)
  add_executable(bench_map ${CMAKE_CURRENT_SOURCE_DIR}/bench_map/bench_map.cpp)
  target_include_directories(bench_map PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(bench_map PRIVATE hamon_render benchmark::benchmark)
endif()
