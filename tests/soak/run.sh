#!/bin/bash
# Mixed use by eight workers against a faulty MMS, half of the time on each database: memory, files and connections must not
# grow, and no lock may be left behind. Not part of `make test`.
#
#   MINUTES    in all (30)
#   RATE       requests a second by all pages together (12)
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source-path=SCRIPTDIR/../..
source make/use-php.sh
use_php
work=$(mktemp -d)
trap 'tests/env/databases.sh down "$work/databases"; rm -rf "$work"' EXIT
export METROPORT_SO=${METROPORT_EXTENSION:-$PWD/target/release/libmetroport.so} MMS_SIM=${METROPORT_SIM:-$PWD/target/release/mms-sim}
tests/env/databases.sh up "$work/databases" both
# shellcheck disable=SC1091  # written by the line above
source "$work/databases/env"
for dialect in postgres mysql; do
    php -d extension="$METROPORT_SO" tests/soak/soak.php "$dialect" "${MINUTES:-30}" "${RATE:-12}"
done
