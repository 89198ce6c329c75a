<?php

/**
 * Prints the licences of everything that is inside the extension: php packaging/third-party.php >THIRD-PARTY.txt
 *
 * Asks cargo which crates are linked into the library. What only runs while building (build scripts, procedural macros) is
 * not in it, and not in the list. Where a crate may be had under MIT, that is the choice: it agrees with the GPL, version 2.
 */

declare(strict_types=1);

$metadata = json_decode((string) shell_exec(
    'cargo metadata --format-version 1 --locked --filter-platform "$(rustc -vV | sed -n "s/^host: //p")"'
), true, 512, JSON_THROW_ON_ERROR);
$packages = array_column($metadata['packages'], null, 'id');
$nodes = array_column($metadata['resolve']['nodes'], null, 'id');
$macro = fn (string $id) => in_array(['proc-macro'], array_column($packages[$id]['targets'], 'kind'), true);

$linked = [];
$waiting = array_filter($metadata['workspace_members'], fn ($id) => $packages[$id]['name'] === 'metroport');
while ($waiting !== []) {
    $id = array_pop($waiting);
    if (isset($linked[$id])) {
        continue;
    }
    $linked[$id] = $packages[$id]['name'] . ' ' . $packages[$id]['version'];
    foreach ($nodes[$id]['deps'] as $dependency) {
        $normal = in_array(null, array_column($dependency['dep_kinds'], 'kind'), true);
        if ($normal && !$macro($dependency['pkg'])) {
            $waiting[] = $dependency['pkg'];
        }
    }
}
natcasesort($linked);

/** @return list<string> files with the terms of one crate */
function terms(array $package): array
{
    $folder = dirname($package['manifest_path']);
    $all = array_values(array_filter(
        array_merge((array) glob("$folder/*"), (array) glob("$folder/LICENSES/*")),
        fn ($file) => is_file($file) && preg_match('~/(un)?licen[cs]e[^/]*$|/LICENSES/|/copying|/notice~i', $file),
    ));
    $mit = array_values(preg_grep('~/[^/]*mit[^/]*$~i', $all));
    $choice = preg_match('~^[^()&]*\bMIT\b~', $package['license']) && !str_contains($package['license'], 'AND');
    return $choice && $mit !== [] ? $mit : $all;
}

$terms = $of_repository = [];
foreach ($linked as $id => $name) {
    $terms[$id] = terms($packages[$id]);
    if ($terms[$id] !== []) {
        $of_repository[$packages[$id]['repository']] ??= $terms[$id];
    }
}

$texts = [];
$without = [];
echo "The extension contains, besides its own code (GPL-2.0-or-later) and Rust's standard library (MIT or Apache-2.0, copyright\n",
    "The Rust Project Developers, https://www.rust-lang.org), these crates:\n\n";
foreach ($linked as $id => $name) {
    $package = $packages[$id];
    if ($package['name'] === 'metroport') {
        continue;
    }
    printf("%-32s %-40s %s\n", $name, $package['license'] ?? 'see below', $package['repository'] ?? '');
    // Some parts of a larger project leave the text to the others.
    $files = $terms[$id] ?: $of_repository[$package['repository']] ?? [];
    if ($files === []) {
        $without[] = $name;
    }
    foreach ($files as $file) {
        // Texts that differ only in their line breaks are the same text.
        $text = trim((string) file_get_contents($file));
        $texts[preg_replace('/\s+/', ' ', $text)] ??= ['text' => $text, 'of' => []];
        $texts[preg_replace('/\s+/', ' ', $text)]['of'][] = $name;
    }
}
foreach ($texts as ['text' => $text, 'of' => $of]) {
    echo "\n", str_repeat('=', 80), "\n", wordwrap(implode(', ', array_unique($of)), 80), "\n", str_repeat('-', 80), "\n\n$text\n";
}
if ($without !== []) {
    fwrite(STDERR, 'No licence text in: ' . implode(', ', $without) . ". Say in packaging/third-party.php where it is.\n");
    exit(1);
}
