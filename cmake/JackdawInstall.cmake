# Installed package: libraries, public headers, a CMake package and pkg-config files.
#
# Components: jackdaw_library (what programs need that were linked to the shared library) and
# jackdaw_dev; the program has none of these names.
include(CMakePackageConfigHelpers)

set(jackdaw_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/jackdaw)
install(TARGETS jackdaw_codec jackdaw_decoder EXPORT jackdaw_targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT jackdaw_dev)
if(TARGET jackdaw_shared)
  install(TARGETS jackdaw_shared EXPORT jackdaw_targets
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT jackdaw_library
    NAMELINK_COMPONENT jackdaw_dev)
endif()
install(DIRECTORY base/include/jackdaw codec/include/jackdaw ${JACKDAW_GENERATED_INCLUDE}/jackdaw
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT jackdaw_dev FILES_MATCHING PATTERN "*.h")
install(EXPORT jackdaw_targets NAMESPACE jackdaw:: DESTINATION ${jackdaw_package_dir}
  FILE jackdaw-targets.cmake COMPONENT jackdaw_dev)

configure_package_config_file(cmake/jackdaw-config.cmake.in jackdaw-config.cmake
  INSTALL_DESTINATION ${jackdaw_package_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(jackdaw-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/jackdaw-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/jackdaw-config-version.cmake
  DESTINATION ${jackdaw_package_dir} COMPONENT jackdaw_dev)

# A .pc file finds its prefix from its own place, so that the tree can be moved. What a static library
# needs is private as long as there is a shared one, and everyone's where there is none.
file(RELATIVE_PATH JACKDAW_PC_PREFIX /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
set(JACKDAW_PC_PRIVATE_LIBS "-lstdc++ -lm -pthread")
if(CMAKE_DL_LIBS)
  string(APPEND JACKDAW_PC_PRIVATE_LIBS " -l${CMAKE_DL_LIBS}")
endif()
function(jackdaw_pc name library description private)
  set(JACKDAW_PC_NAME ${name})
  set(JACKDAW_PC_LIBRARY ${library})
  set(JACKDAW_PC_DESCRIPTION "${description}")
  set(JACKDAW_PC_PRIVATE "${private}")
  set(JACKDAW_PC_RUNTIME "")
  if(private STREQUAL "")
    set(JACKDAW_PC_RUNTIME " ${JACKDAW_PC_PRIVATE_LIBS}")
  endif()
  configure_file(cmake/jackdaw.pc.in ${name}.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT jackdaw_dev)
endfunction()
if(TARGET jackdaw_shared)
  jackdaw_pc(jackdaw jackdaw "${PROJECT_DESCRIPTION}" ".private")
else()
  jackdaw_pc(jackdaw jackdaw "${PROJECT_DESCRIPTION}" "")
endif()
jackdaw_pc(jackdaw-decoder jackdaw_decoder "${PROJECT_DESCRIPTION} (decoder alone, static)" "")
