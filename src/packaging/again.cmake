# SPDX-License-Identifier: Apache-2.0
# Run by cpack when the packages are there. A .deb is an archive of three files, which cpack gives the
# rights that the packager's umask leaves: they are put in once more, with the rights that ar has for all.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
    return()
endif()
foreach(package ${CPACK_PACKAGE_FILES})
    execute_process(COMMAND ${CPACK_ESIGN_AR} t ${package} OUTPUT_VARIABLE members
        COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX MATCHALL "[^\n]+" members ${members})
    set(folder ${package}.members)
    file(MAKE_DIRECTORY ${folder})
    execute_process(COMMAND ${CPACK_ESIGN_AR} x ${package} WORKING_DIRECTORY ${folder}
        COMMAND_ERROR_IS_FATAL ANY)
    file(REMOVE ${package})
    execute_process(COMMAND ${CPACK_ESIGN_AR} qcSD ${package} ${members} WORKING_DIRECTORY ${folder}
        COMMAND_ERROR_IS_FATAL ANY)
    file(REMOVE_RECURSE ${folder})
endforeach()
