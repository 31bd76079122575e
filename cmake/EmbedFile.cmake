# cmake -DINPUT=file -DOUTPUT=file.cc -DHEADER=include -DNAMESPACE=ns -DNAME=symbol -P EmbedFile.cmake
# Writes a C++ source that holds the bytes of INPUT as NAMESPACE::NAME and NAMESPACE::NAMESize.
file(READ "${INPUT}" hex HEX)
string(LENGTH "${hex}" digits)
math(EXPR size "${digits} / 2")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
string(REGEX REPLACE "(................................................................................)" "\\1\n" bytes "${bytes}")
file(WRITE "${OUTPUT}"
  "#include \"${HEADER}\"\n\nnamespace ${NAMESPACE} {\n\nconst uint8_t ${NAME}[] = {\n${bytes}};\nconst size_t ${NAME}Size = ${size};\n\n}  // namespace ${NAMESPACE}\n")
