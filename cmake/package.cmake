# What `cmake --install` puts where, and the Debian package of it (scripts/package makes both packages).
include(GNUInstallDirs)
set(HAMON_MAINTAINER "Hamon maintainers <maintainers@hamon.invalid>" CACHE STRING
  "Name and address that the Debian package gives")

# Man pages and completion, from the same source as --help.
add_executable(write_manual packaging/write_manual.cpp)
target_link_libraries(write_manual PRIVATE hamon_cli)
set(HAMON_MANUAL ${PROJECT_BINARY_DIR}/generated/manual)
add_custom_command(
  OUTPUT ${HAMON_MANUAL}/stamp
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${HAMON_MANUAL}
  COMMAND write_manual ${HAMON_MANUAL} ${PROJECT_VERSION}
  COMMAND ${CMAKE_COMMAND} -E touch ${HAMON_MANUAL}/stamp
  DEPENDS write_manual VERBATIM)
add_custom_target(manual ALL DEPENDS ${HAMON_MANUAL}/stamp)

# The archive's `hamon`, which starts the program with the libraries of the archive.
add_executable(hamon_launcher packaging/launcher.cpp)
target_compile_options(hamon_launcher PRIVATE -Wall -Wextra)
target_link_options(hamon_launcher PRIVATE -static)

install(TARGETS hamon)
install(DIRECTORY ${HAMON_MANUAL}/man1 DESTINATION ${CMAKE_INSTALL_MANDIR} FILES_MATCHING PATTERN "*.1")
install(DIRECTORY ${HAMON_MANUAL}/ja DESTINATION ${CMAKE_INSTALL_MANDIR} FILES_MATCHING PATTERN "*.1")
install(FILES ${HAMON_MANUAL}/hamon.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME hamon)
install(FILES ${HAMON_MANUAL}/_hamon DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
# The unit names the program where it is being installed.
install(CODE "set(PROGRAMS \${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR})
configure_file(${PROJECT_SOURCE_DIR}/packaging/hamon-capture@.service.in ${PROJECT_BINARY_DIR}/generated/hamon-capture@.service @ONLY)")
install(FILES ${PROJECT_BINARY_DIR}/generated/hamon-capture@.service DESTINATION lib/systemd/system)
install(FILES README.md README.ja.md NOTICE CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs PATTERN decisions EXCLUDE)
install(FILES packaging/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME hamon)
set(CPACK_PACKAGE_CONTACT ${HAMON_MAINTAINER})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "passive network data-flow mapper and blast-radius analyzer for hospitals")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Hamon maps which system talks to which on a hospital network, tests the claim
that the clinical network is connected to nothing, and computes how far an
infection could spread from a chosen system and time, and where it can have
come from. It reads captures and flow logs and only listens.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "fonts-ipaexfont-gothic, tzdata")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS ieee-data)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "weasyprint | chromium")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/package_files.cmake)
include(CPack)
