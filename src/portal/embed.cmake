# SPDX-License-Identifier: Apache-2.0
# cmake -DOUT=file.c "-DPROFILES=a.json;b.json" -P embed.cmake: profiles as a C table.
set(code "/* Made by embed.cmake from src/profiles. */\n#include \"builtin.h\"\n")
set(table "")
foreach(profile ${PROFILES})
    get_filename_component(name ${profile} NAME_WE)
    file(READ ${profile} hex HEX)
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
    string(APPEND code "static const unsigned char ${name}[] = {${bytes}};\n")
    string(APPEND table "    {\"${name}\", ${name}, sizeof(${name})},\n")
endforeach()
string(APPEND code "const struct es_builtin_profile es_builtin_profiles[] = {\n${table}    {0, 0, 0},\n};\n")
file(WRITE ${OUT} "${code}")
