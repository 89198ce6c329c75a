<?php

/**
 * Prints the software bill of materials, in CycloneDX 1.5: php packaging/sbom.php >sbom.cdx.json
 *
 * The crates inside the extension, and the scripts of others that the plugin's pages run.
 *
 * The same commit gives the same bytes; SOURCE_DATE_EPOCH is the time that it bears.
 */

declare(strict_types=1);

$crates = require __DIR__ . '/linked-crates.php';
preg_match_all(
    '/^name = "(.+)"\nversion = "(.+)"\nsource = ".+"\nchecksum = "(\w{64})"$/m',
    (string) file_get_contents(dirname(__DIR__) . '/Cargo.lock'),
    $locked,
    PREG_SET_ORDER,
);
$checksums = [];
foreach ($locked as [, $name, $version, $checksum]) {
    $checksums["$name $version"] = $checksum;
}

$purl = static fn (array $package): string => "pkg:cargo/$package[name]@" . rawurlencode($package['version']);
$component = static function (array $package) use ($purl, $checksums): array {
    $checksum = $checksums["$package[name] $package[version]"] ?? null;
    return array_filter([
        'type' => 'library',
        'bom-ref' => $purl($package),
        'name' => $package['name'],
        'version' => $package['version'],
        'hashes' => $checksum === null ? [] : [['alg' => 'SHA-256', 'content' => $checksum]],
        // Old crates write MIT/Apache-2.0.
        'licenses' => $package['license'] === null ? [] : [['expression' => preg_replace('~\s*/\s*~', ' OR ', $package['license'])]],
        'purl' => $purl($package),
        'externalReferences' => $package['repository'] === null ? [] : [['type' => 'vcs', 'url' => $package['repository']]],
    ]);
};

$components = $dependencies = [];
$main = null;
foreach ($crates as ['package' => $package, 'needs' => $needs]) {
    $needed = array_values(array_unique(array_map(static fn (string $id): string => $purl($crates[$id]['package']), $needs)));
    sort($needed);
    $dependencies[] = ['ref' => $purl($package), 'dependsOn' => $needed];
    if ($package['name'] === 'metroport') {
        $main = $component($package);
    } else {
        $components[] = $component($package);
    }
}

foreach (glob(dirname(__DIR__) . '/php-shim/js/*.js') as $script) {
    $name = basename($script, '.js');
    if (preg_match('/^metroport(-|$)/', $name)) {
        continue;
    }
    $head = (string) file_get_contents($script, length: 200);
    $terms = (string) @file_get_contents(substr($script, 0, -3) . '.LICENSE.txt');
    if (!preg_match('~^/\*! (https://\S+) \(v([\d.]+)\) \*/~', $head, $told) || !str_starts_with($terms, 'The MIT License')) {
        fwrite(STDERR, "$script: where is it from, which version, under which licence? Say it in packaging/sbom.php.\n");
        exit(1);
    }
    $ref = "pkg:npm/$name@$told[2]";
    $components[] = [
        'type' => 'library',
        'bom-ref' => $ref,
        'name' => $name,
        'version' => $told[2],
        'hashes' => [['alg' => 'SHA-256', 'content' => hash_file('sha256', $script)]],
        'licenses' => [['expression' => 'MIT']],
        'purl' => $ref,
        'externalReferences' => [['type' => 'vcs', 'url' => $told[1]]],
    ];
    $dependencies[] = ['ref' => $ref, 'dependsOn' => []];
}

echo json_encode([
    'bomFormat' => 'CycloneDX',
    'specVersion' => '1.5',
    'version' => 1,
    'metadata' => ['timestamp' => gmdate('Y-m-d\TH:i:s\Z', (int) (getenv('SOURCE_DATE_EPOCH') ?: time())), 'component' => $main],
    'components' => $components,
    'dependencies' => $dependencies,
], JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR), "\n";
