#!/bin/bash
# Puts the extension into a PHP and the plugin into an LMS. Can be repeated: what is already so is left alone.
#
#   LMS_DIR    the directory of LMS, the one with index.php and plugins/
#   PHP        which PHP (php); also EXT_DIR, where its extensions lie, and PHP_ETC (/etc/php)
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source-path=SCRIPTDIR
source make/php-extension.sh
source make/lms-plugin.sh

root_rights
lms_check
extension_check
extension_install
plugin_install
class_map_refresh

cat <<END

Installed. What remains:
  - reload the PHP that serves LMS, so that it loads the extension: $(php_reload_commands);
  - the first time: enable LMSMetroportPlugin in LMS, Konfiguracja → Wtyczki, and fill in the section metroport of
    Konfiguracja → Ustawienia; after an upgrade: make a backup and run php $LMS_DIR/devel/upgradedb.php.
END
