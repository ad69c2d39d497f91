# The Japanese sentences: po/ja/*.po -> one .mo -> an array inside the program.
find_program(MSGCAT msgcat REQUIRED)
find_program(MSGFMT msgfmt REQUIRED)
file(GLOB HAMON_PO CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/po/ja/*.po)
set(HAMON_CATALOGUE_SOURCE ${PROJECT_BINARY_DIR}/generated/catalogue_ja.cpp)
add_custom_command(
  OUTPUT ${HAMON_CATALOGUE_SOURCE}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/generated
  COMMAND ${MSGCAT} --force-po --use-first --no-location -o ${PROJECT_BINARY_DIR}/generated/ja.po ${HAMON_PO}
  COMMAND ${MSGFMT} --check-format -o ${PROJECT_BINARY_DIR}/generated/ja.mo ${PROJECT_BINARY_DIR}/generated/ja.po
  COMMAND ${CMAKE_COMMAND} -DIN=${PROJECT_BINARY_DIR}/generated/ja.mo -DOUT=${HAMON_CATALOGUE_SOURCE}
          -DNAME=kCatalogueJa -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
  DEPENDS ${HAMON_PO} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
  VERBATIM)

# The products of remote access: data/remote-products.txt -> an array inside the program.
set(HAMON_PRODUCTS ${PROJECT_SOURCE_DIR}/data/remote-products.txt)
set(HAMON_PRODUCTS_SOURCE ${PROJECT_BINARY_DIR}/generated/remote_products.cpp)
add_custom_command(
  OUTPUT ${HAMON_PRODUCTS_SOURCE}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${PROJECT_BINARY_DIR}/generated
  COMMAND ${CMAKE_COMMAND} -DIN=${HAMON_PRODUCTS} -DOUT=${HAMON_PRODUCTS_SOURCE} -DNAME=kRemoteProducts
          -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
  DEPENDS ${HAMON_PRODUCTS} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
  VERBATIM)
