#!/bin/bash
# Puts the extension of this archive into PHP and the plugin into an LMS: ./install.sh /var/www/html/lms
set -euo pipefail
LMS_DIR=$(realpath -- "${1:?Say where LMS is: ./install.sh /var/www/html/lms}")
cd "$(dirname "$0")"
sha256sum --check --quiet --strict SHA256SUMS
SO=$PWD/metroport.so LMS_DIR=$LMS_DIR exec make/install.sh
