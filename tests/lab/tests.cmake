# A hospital of real software in network namespaces; skipped, with the reason, where these are not permitted.
if(TARGET hamon)
  find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
  add_test(NAME lab.hospital COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_LIST_DIR}/run.py $<TARGET_FILE:hamon>)
  add_test(NAME lab.translation COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_LIST_DIR}/translation.py $<TARGET_FILE:hamon>)
  set_tests_properties(lab.hospital lab.translation PROPERTIES LABELS lab SKIP_RETURN_CODE 77 TIMEOUT 180)
endif()
