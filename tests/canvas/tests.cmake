# What the canvases write is read back by other programs.
if(TARGET hamon_render)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  find_program(PDFTOTEXT pdftotext REQUIRED)
  find_program(PDFFONTS pdffonts REQUIRED)
  find_program(PDFINFO pdfinfo REQUIRED)
  add_executable(write_pages ${PROJECT_SOURCE_DIR}/tests/canvas/write_pages.cpp)
  target_link_libraries(write_pages PRIVATE hamon_render)
  add_test(NAME canvas.read_back
    COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/canvas/read_back.py $<TARGET_FILE:write_pages>
            ${PDFTOTEXT} ${PDFFONTS} ${PDFINFO})
  set_tests_properties(canvas.read_back PROPERTIES LABELS golden)
endif()
