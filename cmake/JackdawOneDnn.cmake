# Networks that restore pixels are evaluated by oneDNN (models/pixels), which is loaded at run time: the
# build needs its headers alone. Its CMake package is of no use here, as it asks for OpenCL.
#
# JACKDAW_HAS_RESTORATION: whether they are there, in a version that fits. Then
# JACKDAW_ONEDNN_INCLUDE_DIR is where, and JACKDAW_ONEDNN_MAJOR the number in the library's name.
set(JACKDAW_HAS_RESTORATION OFF)
if(JACKDAW_RESTORATION)
  find_path(JACKDAW_ONEDNN_INCLUDE_DIR oneapi/dnnl/dnnl_version.h)
endif()
if(JACKDAW_RESTORATION AND JACKDAW_ONEDNN_INCLUDE_DIR)
  file(READ ${JACKDAW_ONEDNN_INCLUDE_DIR}/oneapi/dnnl/dnnl_version.h onednn_header)
  string(REGEX MATCH "DNNL_VERSION_MAJOR +([0-9]+)" unused "${onednn_header}")
  set(JACKDAW_ONEDNN_MAJOR ${CMAKE_MATCH_1})
  string(REGEX MATCH "DNNL_VERSION_MINOR +([0-9]+)" unused "${onednn_header}")
  set(onednn_version ${JACKDAW_ONEDNN_MAJOR}.${CMAKE_MATCH_1})
  # oneDNN 3 has other functions.
  if(onednn_version VERSION_GREATER_EQUAL 2.6 AND onednn_version VERSION_LESS 3)
    set(JACKDAW_HAS_RESTORATION ON)
  endif()
endif()
if(NOT JACKDAW_HAS_RESTORATION)
  message(STATUS "Restoration of pixels: not built in (needs oneDNN 2.6, libdnnl-dev)")
endif()
