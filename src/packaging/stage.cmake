# SPDX-License-Identifier: Apache-2.0
# Run by cpack when it has put each component's files in a folder of its own, before they are packed.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
    return()
endif()

function(run)
    execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# add(FROM TO): a file that people may read; its name is TO.
function(add from to)
    get_filename_component(folder ${to} DIRECTORY)
    get_filename_component(name ${to} NAME)
    file(COPY_FILE ${from} ${CPACK_TEMPORARY_DIRECTORY}/${name})
    file(COPY ${CPACK_TEMPORARY_DIRECTORY}/${name} DESTINATION ${folder} FILE_PERMISSIONS
        OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
    file(REMOVE ${CPACK_TEMPORARY_DIRECTORY}/${name})
endfunction()

foreach(component ${CPACK_COMPONENTS_ALL})
    string(TOUPPER ${component} key)
    set(package ${CPACK_DEBIAN_${key}_PACKAGE_NAME})
    set(tree ${CPACK_TEMPORARY_DIRECTORY}/${component}${CPACK_PACKAGING_INSTALL_PREFIX})
    set(about ${tree}/share/doc/${package})

    add(${CPACK_ESIGN_SOURCE}/src/packaging/copyright ${about}/copyright)
    add(${CPACK_ESIGN_MADE}/${package}.changelog ${about}/changelog.Debian)
    add(${CPACK_ESIGN_SOURCE}/docs/CHANGELOG.md ${about}/changelog)
    if(component STREQUAL "esign")
        if(EXISTS ${tree}/share/zsh/site-functions)
            file(RENAME ${tree}/share/zsh/site-functions ${tree}/share/zsh/vendor-completions)
        endif()
        file(CREATE_LINK ../../esign/profiles ${about}/examples SYMBOLIC)
    endif()

    # Neither names nor times of files, so that the same text gives the same bytes.
    file(GLOB texts ${about}/changelog* ${tree}/share/man/man*/* ${tree}/share/man/*/man*/*)
    foreach(text ${texts})
        run(gzip -9n ${text})
    endforeach()
    file(GLOB programs ${tree}/bin/*)
    foreach(program ${programs})
        run(${CPACK_ESIGN_STRIP} --remove-section=.comment ${program})
    endforeach()
    file(GLOB archives ${tree}/lib/*.a ${tree}/lib/*/*.a)
    foreach(archive ${archives})
        run(${CPACK_ESIGN_STRIP} --strip-debug --remove-section=.comment
            --enable-deterministic-archives ${archive})
    endforeach()

    # The packager's umask is not the packages'.
    run(find ${CPACK_TEMPORARY_DIRECTORY}/${component} -type d -exec chmod 755 {} +)
endforeach()
