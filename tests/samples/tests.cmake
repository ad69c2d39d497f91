# What `hamon sample` writes is the same everywhere, and holds to the rules for samples.
if(TARGET hamon)
  find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
  add_test(NAME samples.made_again_are_the_same
    COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_LIST_DIR}/made_again.py $<TARGET_FILE:hamon> ${CMAKE_CURRENT_LIST_DIR}/files.sha256)
  set_tests_properties(samples.made_again_are_the_same PROPERTIES LABELS golden)
endif()
