find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME architecture.only_reads
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/architecture/passive.py ${PROJECT_SOURCE_DIR}
    $<TARGET_FILE:hamon>)
set_tests_properties(architecture.only_reads PROPERTIES LABELS architecture)
add_test(NAME architecture.one_name_one_type
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/architecture/one_name_one_type.py ${PROJECT_SOURCE_DIR})
set_tests_properties(architecture.one_name_one_type PROPERTIES LABELS architecture)
add_test(NAME architecture.two_compilers
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/architecture/two_compilers.py ${PROJECT_SOURCE_DIR})
set_tests_properties(architecture.two_compilers PROPERTIES LABELS architecture)
