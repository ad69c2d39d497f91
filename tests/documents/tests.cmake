# What README, tutorial and example reports show is what the program answers today.
if(TARGET hamon)
  find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
  add_test(NAME documents.show_what_the_program_answers
    COMMAND ${Python3_EXECUTABLE} -B ${PROJECT_SOURCE_DIR}/scripts/tutorial --check $<TARGET_FILE:hamon>)
  set_tests_properties(documents.show_what_the_program_answers PROPERTIES LABELS golden TIMEOUT 300)
  add_test(NAME documents.example_reports_are_current
    COMMAND ${PROJECT_SOURCE_DIR}/scripts/examples --check $<TARGET_FILE:hamon>)
  set_tests_properties(documents.example_reports_are_current PROPERTIES LABELS golden TIMEOUT 300)
endif()
