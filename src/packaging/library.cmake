# SPDX-License-Identifier: Apache-2.0
# libesign.a: the layers below cmd and ui as one object, of which only what begins with es_ can be
# seen. The rest must not: the late libraries' own names are among it (include/esign/late.h), and a
# program that is linked with libcurl itself would call ours.
set(layers base page web mail card portal)
set(archives)
foreach(layer ${layers})
    list(APPEND archives $<TARGET_FILE:esign_${layer}>)
    list(APPEND targets esign_${layer})
endforeach()
separate_arguments(flags NATIVE_COMMAND "${CMAKE_C_FLAGS}")
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    list(APPEND flags -flinker-output=nolto-rel) # code, also where -flto is in CFLAGS
endif()
set(library ${CMAKE_CURRENT_BINARY_DIR}/libesign.a)
set(object ${CMAKE_CURRENT_BINARY_DIR}/esign.o)
add_custom_command(OUTPUT ${library}
    COMMAND ${CMAKE_C_COMPILER} ${flags} -r -nostdlib -o ${object}
            -Wl,--whole-archive ${archives} -Wl,--no-whole-archive
    COMMAND ${CMAKE_OBJCOPY} --wildcard --keep-global-symbol=es_* ${object}
    COMMAND ${CMAKE_COMMAND} -E rm -f ${library}
    COMMAND ${CMAKE_AR} qcD ${library} ${object}
    COMMAND ${CMAKE_RANLIB} -D ${library}
    DEPENDS ${targets} VERBATIM COMMAND_EXPAND_LISTS)
add_custom_target(library ALL DEPENDS ${library})

# From the file itself to the prefix, so that it holds wherever the tree is put.
file(RELATIVE_PATH prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(esign.pc.in esign.pc @ONLY)

install(FILES ${library} DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/esign.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT library)

# The headers of these layers; those of ui stay at home.
file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/include/esign/*)
foreach(header ${headers})
    get_filename_component(name ${header} NAME_WE)
    if(NOT EXISTS ${CMAKE_SOURCE_DIR}/src/ui/${name}.c)
        list(APPEND installed ${header})
    endif()
endforeach()
install(FILES ${installed} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/esign COMPONENT library)
