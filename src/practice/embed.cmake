# SPDX-License-Identifier: Apache-2.0
# cmake -DFOLDER=… -DOUTPUT=… -P embed.cmake: every file below FOLDER as a row of a C table.
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*)
list(SORT files)
set(arrays "")
set(rows "")
set(number 0)
foreach(file ${files})
    file(READ ${FOLDER}/${file} hex HEX)
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
    string(APPEND arrays "static const unsigned char file_${number}[] = {${bytes}0x00};\n")
    string(APPEND rows "    {\"${file}\", (const char *)file_${number}, sizeof(file_${number}) - 1},\n")
    math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT} "/* Made by embed.cmake; do not edit. */\n#include \"embedded.h\"\n\n${arrays}\n"
    "const struct es_embedded es_embedded[] = {\n${rows}    {NULL, NULL, 0},\n};\n")
