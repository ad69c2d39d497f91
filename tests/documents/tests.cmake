# What README and tutorial print is what the program answers today.
if(TARGET hamon)
  find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
  add_test(NAME documents.show_what_the_program_answers
    COMMAND ${Python3_EXECUTABLE} -B ${PROJECT_SOURCE_DIR}/scripts/tutorial --check $<TARGET_FILE:hamon>)
  set_tests_properties(documents.show_what_the_program_answers PROPERTIES LABELS golden TIMEOUT 300)
endif()
