<?php

/**
 * Whether each test that SECURITY.md names for a promise is there: `path::name`, `::name` of the file named before, `path`
 * (all of it), `make part`. A test of PHPUnit is named without `.php`; of what is named with it, it is enough to be there.
 */

declare(strict_types=1);

chdir(dirname(__DIR__));

/** @param string $file the file named before; becomes the one that is named now */
$isThere = function (string $test, string &$file): bool {
    if (str_starts_with($test, 'make ')) {
        return preg_match('/^' . preg_quote(substr($test, 5), '/') . ':/m', (string) file_get_contents('Makefile')) === 1;
    }
    [$path, $name] = explode('::', $test) + [1 => ''];
    $file = $path === '' ? $file : (is_file($path) ? $path : "$path.php");
    if ($name === '' && $path === $file) {
        return true;
    }
    $code = (string) @file_get_contents($file);
    return match (pathinfo($file, PATHINFO_EXTENSION)) {
        'rs' => preg_match('/\bfn ' . ($name === '' ? '\w+' : preg_quote($name, '/')) . '\(/', $code) === 1,
        'php' => preg_match('/\bfunction ' . ($name === '' ? 'test\w+' : preg_quote($name, '/')) . '\(/', $code) === 1,
        default => false,
    };
};

$missing = [];
$named = 0;
foreach (file('SECURITY.md') ?: [] as $line => $row) {
    // | promise | tests |
    if (!preg_match('/^\|.*\| (.*`.*) \|$/', rtrim($row), $cells)) {
        continue;
    }
    preg_match_all('/`([^`]+)`/', $cells[1], $tests);
    $file = '';
    foreach ($tests[1] as $test) {
        $named++;
        $isThere($test, $file) || $missing[] = 'SECURITY.md:' . ($line + 1) . ": there is no $test";
    }
}
// Else a table that is written otherwise would name nothing, and pass.
$named >= 40 || $missing[] = "SECURITY.md names $named tests: is its table read at all?";

echo $missing === [] ? "$named tests are named and there.\n" : implode("\n", $missing) . "\n";
exit($missing === [] ? 0 : 1);
