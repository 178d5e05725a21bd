# SPDX-License-Identifier: Apache-2.0
# `cpack -G DEB`: esign, esign-practice and libesign-dev. What a package holds of its own (copyright,
# changelogs, compressed manual pages) is put there by stage.cmake.
set(ESIGN_PACKAGER "esign packagers <esign@example.org>" CACHE STRING
    "Whom Debian packages name as their maintainer: Name <mail address>")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME esign)
set(CPACK_PACKAGE_VENDOR esign)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # it would stand before each package's own
set(CPACK_PACKAGE_CONTACT ${ESIGN_PACKAGER})
set(CPACK_RESOURCE_FILE_LICENSE ${CMAKE_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 1) # xz in one piece, whatever the number of processors

set(CPACK_COMPONENTS_ALL esign)
if(ESIGN_PRACTICE)
    list(APPEND CPACK_COMPONENTS_ALL practice)
endif()
if(ESIGN_LIBRARY AND NOT ESIGN_SANITIZE)
    list(APPEND CPACK_COMPONENTS_ALL library)
endif()
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 0esign1) # so that a distribution's own package, -1, follows
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)

# What esign loads when it is needed is in no program's list of libraries: dpkg-shlibdeps does not
# see it. What it cannot do its work without are dependencies; the others lessen it.
# late_packages(RESULT PREFIX[:LEAST VERSION]…)
function(late_packages result)
    foreach(library ${ARGN})
        string(REGEX MATCH "^([A-Z]+):?(.*)$" library ${library})
        get_property(package GLOBAL PROPERTY ESIGN_LATE_${CMAKE_MATCH_1}_PACKAGE)
        if(package AND CMAKE_MATCH_2)
            string(APPEND package " (>= ${CMAKE_MATCH_2})")
        endif()
        if(package)
            list(APPEND packages ${package})
        endif()
    endforeach()
    list(JOIN packages ", " packages)
    set(${result} ${packages} PARENT_SCOPE)
endfunction()
esign_package_of(libpcsclite.so.1 package)
set_property(GLOBAL PROPERTY ESIGN_LATE_PCSC_PACKAGE "${package}")
late_packages(needed CURL:7.85 GMIME PSL PCSC)
late_packages(pictures CHAFA:1.12 LIBPNG JPEG GIF)

set(CPACK_DEBIAN_ESIGN_PACKAGE_NAME esign)
set(CPACK_DEBIAN_ESIGN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_ESIGN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_ESIGN_PACKAGE_DEPENDS "${needed}, ca-certificates")
set(CPACK_DEBIAN_ESIGN_PACKAGE_RECOMMENDS "pcscd")
if(pictures)
    string(APPEND CPACK_DEBIAN_ESIGN_PACKAGE_RECOMMENDS ", ${pictures}")
endif()
set(CPACK_DEBIAN_ESIGN_PACKAGE_SUGGESTS "esign-practice, libccid, xdg-utils")
set(CPACK_COMPONENT_ESIGN_DESCRIPTION
"recover a Kamu SM e-signature card's word, PIN and PUK
For the holder of a Kamu SM qualified e-signature card who forgot the
security word: esign walks the portal as a person would, by the words on
its screens, and asks for the same things (identity number, the picture's
text, the word, the code of the SMS), up to the card's PIN and PUK.
.
It is for people at a terminal and, with --json, for scripts. It never
sends an answer twice, stops at a page that it does not know, and keeps no
answer. Its messages are in Turkish and English.
.
It is not affiliated with Kamu SM or TÜBİTAK.")

set(CPACK_DEBIAN_PRACTICE_PACKAGE_NAME esign-practice)
set(CPACK_DEBIAN_PRACTICE_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PRACTICE_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PRACTICE_PACKAGE_RECOMMENDS esign)
set(CPACK_DEBIAN_PRACTICE_PACKAGE_ENHANCES esign)
set(CPACK_COMPONENT_PRACTICE_DESCRIPTION
"practice portal to try esign with
A small web server that plays a portal like the one that esign is made for,
with invented accounts, mails, SMS and mishaps. It listens on this computer
alone, needs no rights, and keeps everything in one folder.
.
Pages and texts are its authors' invention; it proves nothing about the real
portal.")

set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libesign-dev)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_DEPENDS "libc6-dev, libgumbo-dev, libjansson-dev, \
libkeyutils-dev, libseccomp-dev, libssl-dev, libutf8proc-dev, ${needed}")
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION
"e-signature cards, pages and mails of esign (static library)
The layers that esign's commands stand on, for programs in C: answers to
reset, readers and certificates of cards, pages as a person sees them, forms,
reset mails, the walk over a portal's screens.
.
Names and shapes may change with each version; there is no shared library
for that reason.")

# When this version was packaged: its changelog's date, and that of every file in the packages.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
foreach(package esign esign-practice libesign-dev)
    file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/${package}.changelog
"esign (${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium

  * Packaged by esign's own build; what changed is in changelog.gz.

 -- ${ESIGN_PACKAGER}  ${date}
")
endforeach()
set(CPACK_ESIGN_SOURCE ${CMAKE_SOURCE_DIR})
set(CPACK_ESIGN_MADE ${CMAKE_CURRENT_BINARY_DIR})
set(CPACK_ESIGN_STRIP ${CMAKE_STRIP})
set(CPACK_ESIGN_AR ${CMAKE_AR})
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_SOURCE_DIR}/stage.cmake)
set(CPACK_POST_BUILD_SCRIPTS ${CMAKE_CURRENT_SOURCE_DIR}/again.cmake)
include(CPack)
