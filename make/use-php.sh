# Makes `php` mean the PHP that was chosen, for scripts and tools that say just that. Sourced.
# shellcheck shell=bash

use_php() {
    local bin=$PWD/target/php scanned ini
    PHP=$(command -v "${PHP:-php}")
    export PHP
    if [[ $PHP != "$(command -v php)" ]]; then
        # A fixed place: ext-php-rs is compiled anew when PATH changes.
        mkdir -p "$bin"
        ln -sf "$PHP" "$bin/php"
        ln -sf "$(command -v "$PHP_CONFIG")" "$bin/php-config"
        PATH=$bin:$PATH
    fi
    # An extension that is installed in this PHP would be used instead of the one that was built.
    if php -r 'exit(extension_loaded("metroport") ? 0 : 1);'; then
        scanned=$PWD/target/php/conf.d
        mkdir -p "$scanned"
        for ini in "$(php -r 'echo PHP_CONFIG_FILE_SCAN_DIR;')"/*.ini; do
            [[ $ini == *metroport.ini ]] || ln -sf "$ini" "$scanned/"
        done
        export PHP_INI_SCAN_DIR=$scanned
    fi
}
