# The committed samples are what their script makes, and hold to the rules for samples.
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
add_test(NAME samples.made_again_are_the_same
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/made_again.py ${PROJECT_SOURCE_DIR}/samples)
set_tests_properties(samples.made_again_are_the_same PROPERTIES LABELS golden)
