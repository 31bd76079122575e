# jackdaw_folder(NAME SOURCES file... [ENC_SOURCES file...] [PUBLIC lib...] [PRIVATE lib...])
#
# One folder of the library: jackdaw::NAME carries what its users need to compile, jackdaw_NAME_dec
# and jackdaw_NAME_enc are the objects, of SOURCES and of ENC_SOURCES, which only an encoder needs.
# codec/CMakeLists.txt makes the libraries of the objects: a program links one of those.
#
# PUBLIC, PRIVATE: folders and libraries that the folder uses; these are the arrows of the layout,
# and may only point to folders added before.
function(jackdaw_folder name)
  cmake_parse_arguments(arg "" "" "SOURCES;ENC_SOURCES;PUBLIC;PRIVATE" ${ARGN})
  set(target jackdaw_${name})
  add_library(${target} INTERFACE)
  add_library(jackdaw::${name} ALIAS ${target})
  target_link_libraries(${target} INTERFACE jackdaw_headers ${arg_PUBLIC})
  foreach(side dec enc)
    if(side STREQUAL "dec")
      set(sources ${arg_SOURCES})
    else()
      set(sources ${arg_ENC_SOURCES})
    endif()
    if(sources)
      add_library(${target}_${side} OBJECT ${sources})
      target_link_libraries(${target}_${side} PRIVATE ${target} ${arg_PRIVATE})
      jackdaw_target(${target}_${side})
      string(TOUPPER ${side} property)
      set_property(GLOBAL APPEND PROPERTY JACKDAW_${property}_OBJECTS
        $<TARGET_OBJECTS:${target}_${side}>)
    endif()
  endforeach()
endfunction()
