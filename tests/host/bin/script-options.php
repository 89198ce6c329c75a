<?php

declare(strict_types=1);

/**
 * Bootstrap of scripts, with LMS's conventions. The script sets $script_parameters (long => short, getopt's colons) and
 * $script_help and gets $options, $quiet, $CONFIG, $DB and the directory constants. Whatever is wrong with the
 * command line ends with a text and exit status 0.
 */

const SCRIPT_COPYRIGHT_INFO = 'stand-in host';

$script_parameters = array_merge(
    ['config-file:' => 'C:', 'quiet' => 'q', 'help' => 'h', 'version' => 'v'],
    $script_parameters ?? []
);
$script_name ??= basename($argv[0]);
$options = (static function (array $parameters, array $arguments): array {
    $takes = $longs = [];
    foreach ($parameters as $long => $short) {
        $name = rtrim((string) $long, ':');
        $takes[$name] = strlen((string) $long) - strlen($name);
        if ($short !== null) {
            $longs[rtrim($short, ':')] = $name;
        }
    }
    $fail = static fn (string $text): never => die("Fatal error: $text!" . PHP_EOL);
    $known = static function (string $shown) use ($takes, $longs, $fail): string {
        $option = ltrim($shown, '-');
        $name = str_starts_with($shown, '--') ? (isset($takes[$option]) ? $option : null) : $longs[$option] ?? null;

        return $name ?? $fail("unsupported option '$shown'");
    };

    $options = [];
    while ($arguments !== []) {
        $argument = array_shift($arguments);
        if (!str_starts_with($argument, '-') || $argument === '-') {
            $fail("unexpected option parameter '$argument'");
        }
        [$shown, $value] = array_pad(explode('=', $argument, 2), 2, null);
        if (preg_match('/^-[[:alnum:]]{2,}$/', $shown)) {
            // always a row of switches: LMS refuses -tdebtors
            array_unshift($arguments, '-' . substr($argument, 2));
            [$shown, $value] = [substr($shown, 0, 2), null];
        }
        $name = $known($shown);
        if ($takes[$name] === 0 && $value !== null) {
            $fail("option '$shown' doesn't expect parameter");
        }
        if ($takes[$name] === 1 && $value === null) {
            $value = $arguments === [] || str_starts_with($arguments[0], '-') ? $fail("option '$shown' requires parameter") : array_shift($arguments);
        }
        $options[$name] ??= $value === null ? false : (str_starts_with($value, '\\-') ? substr($value, 1) : $value);
    }

    return $options;
})($script_parameters, array_slice($argv, 1));

$quiet = isset($options['quiet']);
if (isset($options['version']) || isset($options['help'])) {
    echo $script_name . PHP_EOL . SCRIPT_COPYRIGHT_INFO . PHP_EOL . PHP_EOL;
    if (!isset($options['version'])) {
        echo '-C, --config-file=/etc/lms/lms.ini      alternate config file (default: /etc/lms/lms.ini);' . PHP_EOL
            . '-h, --help                      print this help and exit;' . PHP_EOL
            . '-v, --version                   print version info and exit;' . PHP_EOL
            . '-q, --quiet                     suppress any output, except errors;' . PHP_EOL
            . ($script_help ?? '') . PHP_EOL;
    }
    exit(0);
}

$CONFIG_FILE = $options['config-file'] ?? '/etc/lms/lms.ini';
if (!$quiet) {
    echo $script_name . PHP_EOL . SCRIPT_COPYRIGHT_INFO . PHP_EOL . 'Using file ' . $CONFIG_FILE . ' as config.' . PHP_EOL;
}
if (!is_readable($CONFIG_FILE)) {
    die("Unable to read configuration file '$CONFIG_FILE'!" . PHP_EOL);
}

require_once __DIR__ . '/../lib/boot.php';
$CONFIG = host_configure($CONFIG_FILE, false);
host_autoload($CONFIG);

$DB = null;
try {
    $DB = LMSDB::getInstance();
} catch (Exception $ex) {
    trigger_error($ex->getMessage(), E_USER_WARNING);
    die('Fatal error: cannot connect to database!' . PHP_EOL);
}
require_once LIB_DIR . '/common.php';
Localisation::init();
require_once LIB_DIR . '/definitions.php';
