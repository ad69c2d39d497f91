# Reads damaged copies of files. Here briefly over small samples; by hand over a folder of captures, with an asan build:
#   build/asan/tests/mutations --jobs 2 FOLDER
add_executable(mutations
  ${CMAKE_CURRENT_LIST_DIR}/main.cpp ${CMAKE_CURRENT_LIST_DIR}/mutation.cpp ${CMAKE_CURRENT_LIST_DIR}/reading.cpp)
target_include_directories(mutations PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(mutations PRIVATE hamon_capture)

foreach(kind pcap pcapng zeek zeek_json)
  add_test(NAME mutations.${kind}
    COMMAND mutations --cuts 25 --changes 25 ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${kind}_fuzz)
  set_tests_properties(mutations.${kind} PROPERTIES LABELS fuzz-regression TIMEOUT 120)
endforeach()

# That a child's failure is told, and that the next goes on behind it: no process gets by with 1 MiB.
add_test(NAME mutations.failure_is_told
  COMMAND mutations --memory 1 --cuts 2 --changes 0 ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/pcap_fuzz)
set_tests_properties(mutations.failure_is_told PROPERTIES
  LABELS fuzz-regression PASS_REGULAR_EXPRESSION "too much memory at cut 1: .*[0-9]+ files, 0 readings, [1-9][0-9]* failures")
