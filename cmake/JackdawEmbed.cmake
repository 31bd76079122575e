# jackdaw_embed(INPUT OUTPUT HEADER NAME): at build time a C++ source OUTPUT in the current binary
# folder, which holds the bytes of INPUT as jackdaw::NAME and jackdaw::NAMESize; HEADER declares
# both.
function(jackdaw_embed input output header name)
  set(script ${PROJECT_SOURCE_DIR}/cmake/EmbedFile.cmake)
  add_custom_command(
    OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${output}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${input} -DOUTPUT=${CMAKE_CURRENT_BINARY_DIR}/${output}
      -DHEADER=${header} -DNAME=${name} -P ${script}
    DEPENDS ${input} ${script}
    VERBATIM)
endfunction()
