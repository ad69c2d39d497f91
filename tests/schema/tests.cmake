# Real documents are valid under the published schemas.
if(TARGET hamon_render)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  add_executable(write_documents ${PROJECT_SOURCE_DIR}/tests/schema/write_documents.cpp)
  target_include_directories(write_documents PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(write_documents PRIVATE hamon_render)
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/documents)
  add_test(NAME schema.write COMMAND write_documents ${PROJECT_BINARY_DIR}/documents)
  add_test(NAME schema.validate
    COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/schema/validate.py ${PROJECT_SOURCE_DIR}/docs/schema
            ${PROJECT_BINARY_DIR}/documents)
  set_tests_properties(schema.write PROPERTIES FIXTURES_SETUP documents LABELS golden)
  set_tests_properties(schema.validate PROPERTIES FIXTURES_REQUIRED documents LABELS golden)
endif()
