<?php

declare(strict_types=1);

/**
 * Crates that are inside the extension as it is released, as cargo knows them. What only runs while building (build scripts,
 * procedural macros) is not among them.
 *
 * @return array<string, array{package: array<string, mixed>, needs: list<string>}> by cargo's id, those it needs by theirs
 */
return (static function (): array {
    $host = '"$(rustc -vV | sed -n "s/^host: //p")"';
    $metadata = json_decode((string) shell_exec(
        'cargo metadata --format-version 1 --locked --filter-platform ' . $host
    ), true, 512, JSON_THROW_ON_ERROR);
    $packages = array_column($metadata['packages'], null, 'id');
    $nodes = array_column($metadata['resolve']['nodes'], null, 'id');
    // The metadata are of the whole workspace: tests and the simulator switch on features that bring crates of their own.
    $released = explode("\n", (string) shell_exec(
        "cargo tree --locked --package metroport --edges normal,no-proc-macro --target $host --prefix none --format '{p}'"
    ));
    $released = array_flip(array_map(fn (string $line) => implode(' v', sscanf($line, '%s v%s') ?? []), array_filter($released)));
    $macro = fn (string $id) => in_array(['proc-macro'], array_column($packages[$id]['targets'], 'kind'), true);

    $linked = [];
    $waiting = array_filter($metadata['workspace_members'], fn ($id) => $packages[$id]['name'] === 'metroport');
    while ($waiting !== []) {
        $id = array_pop($waiting);
        if (isset($linked[$id])) {
            continue;
        }
        $linked[$id] = ['package' => $packages[$id], 'needs' => []];
        foreach ($nodes[$id]['deps'] as $dependency) {
            $normal = in_array(null, array_column($dependency['dep_kinds'], 'kind'), true);
            $known = $packages[$dependency['pkg']];
            if ($normal && !$macro($dependency['pkg']) && isset($released["$known[name] v$known[version]"])) {
                $linked[$id]['needs'][] = $waiting[] = $dependency['pkg'];
            }
        }
    }
    uasort($linked, fn ($a, $b) => [$a['package']['name'], $a['package']['version']] <=> [$b['package']['name'], $b['package']['version']]);
    return $linked;
})();
