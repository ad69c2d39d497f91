# Flow exporters and syslog senders from Debian, on loopback; each is skipped where it is not installed.
if(TARGET hamon)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  add_test(NAME collect.exporters
    COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_LIST_DIR}/collect.py $<TARGET_FILE:hamon>)
  set_tests_properties(collect.exporters PROPERTIES LABELS collect TIMEOUT 600 SKIP_RETURN_CODE 77)
endif()
