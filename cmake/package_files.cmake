# Run by CPack on what was installed, before it becomes a Debian package: what the policy wants compressed is compressed
# without a date, permissions do not depend on who builds, and every time is that of SOURCE_DATE_EPOCH.
set(root ${CPACK_TEMPORARY_INSTALL_DIRECTORY})
set(doc ${root}/usr/share/doc/hamon)
find_program(GZIP gzip REQUIRED)
find_program(TOUCH touch REQUIRED)
file(RENAME ${doc}/CHANGELOG.md ${doc}/changelog)
file(COPY_FILE ${CMAKE_CURRENT_LIST_DIR}/../packaging/changelog.Debian ${doc}/changelog.Debian)
file(GLOB_RECURSE pages ${root}/usr/share/man/*.1)
foreach(file IN LISTS pages ITEMS ${doc}/changelog ${doc}/changelog.Debian)
  execute_process(COMMAND ${GZIP} -9nf ${file} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
file(CHMOD_RECURSE ${root}/usr DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE FILE_PERMISSIONS
  OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
file(CHMOD ${root}/usr/bin/hamon PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
if(NOT "$ENV{SOURCE_DATE_EPOCH}" STREQUAL "")
  file(GLOB_RECURSE all LIST_DIRECTORIES true ${root}/*)
  execute_process(COMMAND ${TOUCH} -h -d @$ENV{SOURCE_DATE_EPOCH} ${root} ${all} COMMAND_ERROR_IS_FATAL ANY)
endif()
