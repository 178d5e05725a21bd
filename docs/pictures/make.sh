#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes layers.svg from layers.dot (needs graphviz), with the source's hash in it, by which
# tests/lint tells whether it is of this source.
set -eu
cd "$(dirname "$0")"
hash=$(sha256sum layers.dot | cut -d ' ' -f 1)
{
    dot -Tsvg layers.dot
    echo "<!-- layers.dot: sha256 $hash -->"
} >layers.svg.new
mv layers.svg.new layers.svg
