<?php

/**
 * Stands in for LMS's bin/script-options.php and all that it brings, around the fake extension. The environment's
 * SCRIPT_CASE tells what happens: JSON {death: ?string, extension: bool, config: object, failure: ?string, sync: object,
 * run: object, held: object, numbers: object}.
 */

declare(strict_types=1);

require __DIR__ . '/lms.php';

$case = json_decode((string) getenv('SCRIPT_CASE'), true, 512, JSON_THROW_ON_ERROR);
$options = getopt('hq', ['help', 'quiet', ...array_keys($script_parameters)]);
foreach (['h' => 'help', 'q' => 'quiet'] as $short => $long) {
    if (isset($options[$short])) {
        $options[$long] = false;
    }
}
if (isset($options['help'])) {
    echo $script_help;
    exit(0);
}
if (!isset($options['quiet'])) {
    echo "LMS's heading\n";
}
if (isset($case['death'])) {
    die($case['death'] . PHP_EOL);
}
$DB = LMSDB::getInstance();
if ($case['extension'] ?? true) {
    require dirname(__DIR__) . '/fake/metroport.php';
}
require dirname($argv[0], 2) . '/LMSMetroportPlugin.php';
Host::reset();
Host::$user = null;
Host::$config = array_merge(Host::$config, $case['config'] ?? []);
if (class_exists(MetroportFake\Script::class, false)) {
    MetroportFake\Script::$sync = $case['sync'] ?? [];
    MetroportFake\Script::$held = $case['held'] ?? [];
    MetroportFake\Script::$run = $case['run'] ?? [];
    MetroportFake\Script::$numbers = ($case['numbers'] ?? []) + MetroportFake\Script::$numbers;
    MetroportFake\Script::$failure = isset($case['failure']) ? MetroportFake\Script::failure($case['failure'], "nie\nteraz") : null;
    register_shutdown_function(static function (): void {
        fwrite(STDERR, json_encode(MetroportFake\Script::$calls) . (MetroportFake\Script::$config['timeout'] ?? '') . "\n");
    });
}
