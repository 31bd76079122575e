# jackdaw_target(TARGET): warnings, sections and sanitizers, private to the target and never
# exported.
function(jackdaw_target target)
  target_compile_options(${target} PRIVATE
    $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wconversion -Wshadow>
    $<$<BOOL:${JACKDAW_WERROR}>:-Werror>
    # So that programs can leave out what they do not call (-Wl,--gc-sections).
    $<$<CONFIG:Release>:-ffunction-sections> $<$<CONFIG:Release>:-fdata-sections>)
  if(JACKDAW_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${JACKDAW_SANITIZE} -fno-omit-frame-pointer
      -fno-sanitize-recover=all)
    target_link_options(${target} PUBLIC -fsanitize=${JACKDAW_SANITIZE})
  endif()
  if(JACKDAW_BUILD_FUZZ)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
endfunction()

# jackdaw_compact(TARGET): size before speed in release builds, for what waits for files and people
# and leaves the computing to the library.
function(jackdaw_compact target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-Os>)
endfunction()
