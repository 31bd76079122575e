# The version of project() as the public header jackdaw/version.h, in JACKDAW_GENERATED_INCLUDE, and
# the commit that is checked out as JACKDAW_COMMIT ("unknown" outside of git).
set(JACKDAW_GENERATED_INCLUDE ${PROJECT_BINARY_DIR}/include)
configure_file(codec/include/jackdaw/version.h.in ${JACKDAW_GENERATED_INCLUDE}/jackdaw/version.h
  @ONLY)

# The SOVERSION; its place is the C header.
file(STRINGS codec/include/jackdaw/jackdaw_c.h JACKDAW_ABI_VERSION REGEX "define JACKDAW_ABI_VERSION")
string(REGEX REPLACE ".* " "" JACKDAW_ABI_VERSION "${JACKDAW_ABI_VERSION}")

set(JACKDAW_COMMIT "unknown")
find_package(Git QUIET)
# A tarball may lie inside someone else's repository.
if(GIT_FOUND AND EXISTS ${PROJECT_SOURCE_DIR}/.git)
  set(git ${GIT_EXECUTABLE} -C ${PROJECT_SOURCE_DIR})
  execute_process(COMMAND ${git} describe --always --abbrev=12 OUTPUT_VARIABLE commit
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE status)
  if(status EQUAL 0 AND NOT commit STREQUAL "")
    set(JACKDAW_COMMIT ${commit})
  endif()
  # Configures again when another commit is checked out.
  execute_process(COMMAND ${git} rev-parse --git-path logs/HEAD OUTPUT_VARIABLE head_log
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE status)
  get_filename_component(head_log "${head_log}" ABSOLUTE BASE_DIR ${PROJECT_SOURCE_DIR})
  if(status EQUAL 0 AND EXISTS ${head_log})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${head_log})
  endif()
endif()
