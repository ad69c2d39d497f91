# Programs that scripts/bench measures with; they are no tests and are built only when asked for.
option(HAMON_BENCH "Build benchmarks" OFF)
if(HAMON_BENCH)
  add_executable(bench_make_capture ${CMAKE_CURRENT_SOURCE_DIR}/bench/make_capture.cpp)
  target_link_libraries(bench_make_capture PRIVATE hamon_options)
  add_executable(bench_bare_loop ${CMAKE_CURRENT_SOURCE_DIR}/bench/bare_loop.cpp)
  target_link_libraries(bench_bare_loop PRIVATE hamon_options PkgConfig::pcap)
endif()
