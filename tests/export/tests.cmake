# Exports, read back by other programs. Those that come from npm go into the build folder; where they cannot be had, what
# needs them is left out, and says so.
if(TARGET hamon)
  find_program(DEBIAN_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)  # that of networkx and jsonschema
  set(readers ${CMAKE_BINARY_DIR}/tests/export)
  file(COPY ${CMAKE_CURRENT_SOURCE_DIR}/export/package.json ${CMAKE_CURRENT_SOURCE_DIR}/export/package-lock.json
       DESTINATION ${readers})
  add_test(NAME export.readers WORKING_DIRECTORY ${readers} COMMAND sh -c
    "cmp -s package-lock.json node_modules/.of && exit; npm ci --no-audit --no-fund --ignore-scripts && cp package-lock.json node_modules/.of || exit 77")
  add_test(NAME export.read_back COMMAND ${DEBIAN_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/export/read_back.py
                                         $<TARGET_FILE:hamon> ${readers})
  set_tests_properties(export.readers PROPERTIES FIXTURES_SETUP readers SKIP_RETURN_CODE 77 LABELS cli)
  set_tests_properties(export.read_back PROPERTIES FIXTURES_REQUIRED readers LABELS cli)
endif()
