#!/bin/bash
# Takes the plugin out of an LMS and the extension out of PHP: ./uninstall.sh /var/www/html/lms
set -euo pipefail
LMS_DIR=$(realpath -- "${1:?Say where LMS is: ./uninstall.sh /var/www/html/lms}")
cd "$(dirname "$0")"
LMS_DIR=$LMS_DIR exec make/uninstall.sh
