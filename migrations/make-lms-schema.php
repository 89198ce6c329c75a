<?php

/**
 * Makes from the migrations the files LMS reads: php-shim/doc/lms.{pgsql,mysql} for a first install and
 * php-shim/lib/upgradedb/{postgres,mysql}.<version>.php for upgrades.
 *
 *     php migrations/make-lms-schema.php [--check]
 *
 * With --check nothing is written; exit status 1 tells that a file is missing, different, or no longer made.
 *
 * Migrations up to FIRST_VERSION are one upgrade: they repair whatever a version of the original plugin left behind,
 * so all of them run for everybody who comes from it. Each later migration is an upgrade of its own.
 */

declare(strict_types=1);

const PLUGIN = 'LMSMetroportPlugin';
const FIRST_VERSION = '2026112201';

/** What differs between the two databases. The lock belongs to one database: PostgreSQL's by itself, MySQL's by name. */
const DIALECTS = [
    'postgres' => [
        'doc' => 'lms.pgsql',
        'lock' => 'SELECT pg_advisory_xact_lock(7237400816123047280);',
        'unlock' => '',
        'version' => "INSERT INTO dbinfo (keytype, keyvalue) VALUES ('%s', '%s')\n"
            . "ON CONFLICT (keytype) DO UPDATE SET keyvalue = EXCLUDED.keyvalue;\n",
    ],
    'mysql' => [
        'doc' => 'lms.mysql',
        'lock' => "DO GET_LOCK(CONCAT('metroport_', MD5(DATABASE())), 600);",
        'unlock' => "DO RELEASE_LOCK(CONCAT('metroport_', MD5(DATABASE())));\n\n",
        // Not ON DUPLICATE KEY UPDATE: it affects no row when the version is there already, and LMS dies of that.
        'version' => "REPLACE INTO dbinfo (keytype, keyvalue) VALUES ('%s', '%s');\n",
    ],
];

/** @return array<string, string> SQL without comments by version, the oldest first */
function migrations(string $dialect): array
{
    $found = [];
    foreach (glob(__DIR__ . "/$dialect/*.sql") ?: [] as $path) {
        $version = preg_match('/^(\d{10})_\w+\.sql$/', basename($path), $m) ? $m[1] : fail("$path: not NNNNNNNNNN_name.sql");
        if (isset($found[$version])) {
            fail("$path: $version is there twice");
        }
        $sql = trim((string) preg_replace(['/^--.*\n/m', '/\n{3,}/'], ['', "\n\n"], (string) file_get_contents($path)));
        // LMS splits MySQL's text with a pattern that takes | and \ for quotes and gives up before a caret.
        if ($dialect === 'mysql' && strpbrk($sql, '|\\^') !== false) {
            fail("$path: | \\ ^ break LMS's splitting into statements");
        }
        if (strpos($sql, '--') !== false || strpos($sql, '?') !== false) {
            fail("$path: comments stand on lines of their own, and ? is LMS's placeholder");
        }
        $found[$version] = $sql;
    }
    ksort($found);
    if (!isset($found[FIRST_VERSION])) {
        fail("$dialect: " . FIRST_VERSION . ' is missing');
    }
    return $found;
}

/**
 * A first install. It may meet another one that runs at the same moment, or what an interrupted one left behind. LMS
 * takes the affected rows of the last statement for success, so the version comes last.
 *
 * @param array<string, string> $migrations
 */
function install(string $dialect, array $migrations): string
{
    $d = DIALECTS[$dialect];
    return "-- Made by migrations/make-lms-schema.php from migrations/$dialect/*.sql: edit those.\n"
        . $d['lock'] . "\n\n" . implode("\n\n", $migrations) . "\n\n" . $d['unlock']
        . sprintf($d['version'], PLUGIN_KEY, array_key_last($migrations));
}

function upgrade(string $dialect, string $version, string $sql): string
{
    $template = (string) file_get_contents(__DIR__ . "/upgrade.$dialect.php.in");
    return strtr($template, [
        '{dialect}' => $dialect,
        '{lock}' => DIALECTS[$dialect]['lock'],
        '{unlock}' => trim(DIALECTS[$dialect]['unlock']),
        '{key}' => PLUGIN_KEY,
        '{version}' => $version,
        '{sql}' => $sql,
    ]);
}

/** @return array<string, string> contents by path below php-shim */
function files(): array
{
    $files = [];
    $versions = [];
    foreach (array_keys(DIALECTS) as $dialect) {
        $migrations = migrations($dialect);
        $versions[$dialect] = array_keys($migrations);
        $files['doc/' . DIALECTS[$dialect]['doc']] = install($dialect, $migrations);

        $first = array_filter($migrations, fn ($v) => (string) $v <= FIRST_VERSION, ARRAY_FILTER_USE_KEY);
        $upgrades = [FIRST_VERSION => implode("\n\n", $first)] + array_diff_key($migrations, $first);
        foreach ($upgrades as $version => $sql) {
            $files["lib/upgradedb/$dialect.$version.php"] = upgrade($dialect, (string) $version, $sql);
        }
    }
    if ($versions['postgres'] !== $versions['mysql']) {
        fail('the two databases have different versions');
    }
    return $files;
}

function fail(string $message): never
{
    fwrite(STDERR, "make-lms-schema: $message\n");
    exit(1);
}

const PLUGIN_KEY = 'dbversion_' . PLUGIN;

$shim = dirname(__DIR__) . '/php-shim';
$check = in_array('--check', $argv, true);
$files = files();
$stale = array_diff(glob("$shim/lib/upgradedb/*") ?: [], array_map(fn ($f) => "$shim/$f", array_keys($files)));

foreach ($files as $path => $contents) {
    $path = "$shim/$path";
    if (is_file($path) && file_get_contents($path) === $contents) {
        continue;
    }
    if ($check) {
        $stale[] = $path;
        continue;
    }
    if (!is_dir(dirname($path))) {
        mkdir(dirname($path), 0755, true);
    }
    file_put_contents($path, $contents) !== false || fail("$path: cannot be written");
}
if ($check && $stale) {
    fail("not what the migrations make, run php migrations/make-lms-schema.php:\n" . implode("\n", $stale));
}
array_map('unlink', $stale);
