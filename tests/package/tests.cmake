# What is packaged. That the packages run where nothing else is: scripts/package --try.
if(TARGET manual)
  find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
  add_test(NAME package.manual_and_completion_agree_with_help
    COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/package/agree.py $<TARGET_FILE:hamon> ${HAMON_MANUAL})
  set_tests_properties(package.manual_and_completion_agree_with_help PROPERTIES LABELS cli)
  if(CMAKE_BUILD_TYPE STREQUAL RelWithDebInfo AND NOT HAMON_SANITIZE)
    add_test(NAME package.has_the_same_bytes_twice
      COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/package/made_twice.py ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
    set_tests_properties(package.has_the_same_bytes_twice PROPERTIES LABELS package TIMEOUT 900)
  endif()
endif()
