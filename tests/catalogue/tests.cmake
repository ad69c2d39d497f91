# Every sentence of the program has a Japanese text with the same placeholders.
find_program(XGETTEXT xgettext REQUIRED)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME catalogue.complete
  COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/catalogue/check_catalogue.py ${PROJECT_SOURCE_DIR}
          --xgettext ${XGETTEXT})
set_tests_properties(catalogue.complete PROPERTIES LABELS architecture)
