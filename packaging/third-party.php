<?php

/**
 * Prints the licences of everything that is inside the extension: php packaging/third-party.php >THIRD-PARTY.txt
 *
 * Where a crate may be had under MIT, that is the choice: it agrees with the GPL, version 2.
 */

declare(strict_types=1);

$crates = require __DIR__ . '/linked-crates.php';
$packages = array_map(fn (array $crate) => $crate['package'], $crates);
$linked = array_map(fn (array $package) => "$package[name] $package[version]", $packages);
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
