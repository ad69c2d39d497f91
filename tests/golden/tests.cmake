# The sample hospital, asked through the program: answers against hand-derived facts and an oracle, and what must change no answer.
if(TARGET hamon)
  find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
  foreach(name run metamorphic incidents maps)
    add_test(NAME golden.${name}
      COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_LIST_DIR}/${name}.py $<TARGET_FILE:hamon>)
    set_tests_properties(golden.${name} PROPERTIES LABELS golden TIMEOUT 300)
  endforeach()
endif()
