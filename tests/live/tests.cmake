# Live capture in network namespaces; skipped where these may not be made.
if(TARGET hamon)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  add_test(NAME live.namespaces
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_SOURCE_DIR}/live/live.py $<TARGET_FILE:hamon>)
  set_tests_properties(live.namespaces PROPERTIES LABELS live TIMEOUT 180 SKIP_RETURN_CODE 77 RUN_SERIAL ON)
endif()
