#!/bin/bash
# Counts the instructions of the pure and hot parts (benches/work) with valgrind and compares them with the committed counts:
# unlike time they are the same on a busy machine, so that what creeps is seen.
#
#   make/instructions.sh [FILE]      compare, and write the counts to FILE; fails when one is more than 5 % above
#   make/instructions.sh --accept    make the present counts the committed ones
set -euo pipefail
cd "$(dirname "$0")/.."

committed=benches/instructions.json
tolerance=5

binary=$(cargo bench --no-default-features --locked --no-run --bench hot --message-format=json 2>/dev/null |
    jq -r 'select(.executable != null and .target.name == "hot") | .executable')

# Of the whole process; tools of valgrind print their result on standard error.
instructions() {
    valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null "$binary" repeat "$1" "$2" 2>&1 |
        sed -n 's/,//g; s/.*I *refs: *//p'
}

# One repetition: start and preparation are in both counts.
count() {
    echo $(($(instructions "$1" 2) - $(instructions "$1" 1)))
}
export -f instructions count
export binary

counts=$("$binary" names | xargs -d '\n' -P "$(nproc)" -I {} bash -c 'printf "%s\t%s\n" "$1" "$(count "$1")"' - {} |
    jq -Rn --arg rustc "$(rustc --version)" \
        '{rustc: $rustc, counts: ([inputs | split("\t") | {(.[0]): (.[1] | tonumber)}] | add)}')

[[ ${1---accept} == --accept ]] || jq -S . <<<"$counts" >"$1"
if [[ ${1-} == --accept || ! -f $committed ]]; then
    jq -S . <<<"$counts" >"$committed"
    echo "Accepted: $committed"
    exit
fi

jq -rn --argjson now "$counts" --slurpfile accepted "$committed" '
    if $now.rustc != $accepted[0].rustc then "The committed counts are of \($accepted[0].rustc)." else empty end,
    ($now.counts | to_entries[] | "\(.value)\t\($accepted[0].counts[.key] // "new")\t\(.key)")' | column -t -s $'\t'
crept=$(jq -rn --argjson now "$counts" --slurpfile accepted "$committed" --argjson tolerance "$tolerance" \
    '$now.counts | to_entries[] | select(.value * 100 > ($accepted[0].counts[.key] // .value) * (100 + $tolerance)) | .key')
if [[ -n $crept ]]; then
    printf 'More than %s %% above the committed count (make/instructions.sh --accept, if it must be so):\n%s\n' "$tolerance" "$crept" >&2
    exit 1
fi
