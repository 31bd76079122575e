# jackdaw_embed(INPUT OUTPUT HEADER NAMESPACE NAME): at build time a C++ source OUTPUT in the current
# binary folder, which holds the bytes of INPUT as NAMESPACE::NAME and NAMESPACE::NAMESize; HEADER
# declares both.
function(jackdaw_embed input output header namespace name)
  set(script ${PROJECT_SOURCE_DIR}/cmake/EmbedFile.cmake)
  add_custom_command(
    OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${output}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${input} -DOUTPUT=${CMAKE_CURRENT_BINARY_DIR}/${output}
      -DHEADER=${header} -DNAMESPACE=${namespace} -DNAME=${name} -P ${script}
    DEPENDS ${input} ${script}
    VERBATIM)
endfunction()
