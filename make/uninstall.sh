#!/bin/bash
# Takes the plugin out of an LMS and the extension out of a PHP; the variables are those of install.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source-path=SCRIPTDIR
source make/php-extension.sh
source make/lms-plugin.sh

root_rights
lms_check
plugin_remove
class_map_refresh
extension_remove

cat <<END

Removed. The plugin's tables and settings are still in LMS's database. Reload the PHP that serves LMS: $(php_reload_commands).
END
