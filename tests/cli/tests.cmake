if(TARGET hamon)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  add_test(NAME cli.contract COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/cli/run.py $<TARGET_FILE:hamon>)
  add_test(NAME cli.mapped COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/cli/mapped.py $<TARGET_FILE:hamon>)
  add_test(NAME cli.damaged_logs COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/cli/damaged_logs.py $<TARGET_FILE:hamon>)
  add_test(NAME cli.evidence
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/cli/evidence.py $<TARGET_FILE:hamon> ${PROJECT_SOURCE_DIR})
  set_tests_properties(cli.contract cli.mapped cli.damaged_logs cli.evidence PROPERTIES LABELS cli)
endif()
