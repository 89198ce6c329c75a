#!/bin/bash
# cargo, building for the PHP that was chosen. ext-php-rs wants whole paths, and is compiled anew whenever these
# variables change: so the PHP that it would find by itself is not named.
set -euo pipefail

if [[ $(command -v "${PHP:-php}") == "$(command -v php)" ]]; then
    unset PHP PHP_CONFIG
else
    PHP=$(command -v "$PHP") PHP_CONFIG=$(command -v "$PHP_CONFIG")
    export PHP PHP_CONFIG
fi
exec cargo "$@"
