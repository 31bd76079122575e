# Installed package: static libraries, public headers, a CMake package and a pkg-config file.
include(CMakePackageConfigHelpers)

set(jackdaw_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/jackdaw)
install(TARGETS jackdaw_codec EXPORT jackdaw_targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT jackdaw_dev)
install(DIRECTORY base/include/jackdaw codec/include/jackdaw
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT jackdaw_dev FILES_MATCHING PATTERN "*.h")
install(EXPORT jackdaw_targets NAMESPACE jackdaw:: DESTINATION ${jackdaw_package_dir}
  FILE jackdaw-targets.cmake COMPONENT jackdaw_dev)

configure_package_config_file(cmake/jackdaw-config.cmake.in jackdaw-config.cmake
  INSTALL_DESTINATION ${jackdaw_package_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(jackdaw-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/jackdaw-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/jackdaw-config-version.cmake
  DESTINATION ${jackdaw_package_dir} COMPONENT jackdaw_dev)

# The .pc file finds its prefix from its own place, so that the tree can be moved.
file(RELATIVE_PATH JACKDAW_PC_PREFIX /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
configure_file(cmake/jackdaw.pc.in jackdaw.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/jackdaw.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT jackdaw_dev)
