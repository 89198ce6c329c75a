<?php

/**
 * Does with the plugin what bin/lms-notify.php does, as a process of its own: output and exit status are what is tested.
 *
 * Argument: JSON {extension: bool, config: object, locks: object, failure: ?string, syslog: bool,
 *   runs: [{hook: string, data: object}]}
 */

declare(strict_types=1);

require __DIR__ . '/lms.php';

$case = json_decode($argv[1], true, 512, JSON_THROW_ON_ERROR);
if ($case['extension']) {
    require dirname(__DIR__) . '/fake/metroport.php';
}
require dirname(__DIR__, 3) . '/php-shim/LMSMetroportPlugin.php';

Host::reset();
Host::$user = null;
Host::$config = array_merge(Host::$config, $case['config'] ?? []);
SYSLOG::$instance = empty($case['syslog']) ? null : new SYSLOG();
if (isset($case['locks'])) {
    MetroportFake\Script::$locks = $case['locks'];
}
if (isset($case['failure'])) {
    MetroportFake\Script::$failure = MetroportFake\Script::failure($case['failure']);
}

register_shutdown_function(static function (): void {
    register_shutdown_function(static function (): void {
        echo "LMS: shutdown\n";
    });
});

$plugin = new class extends LMSMetroportPlugin {
    public function hook(string $name, array $data): array
    {
        return $this->dispatcher($name, $data);
    }
};
$actions = $plugin->hook('get_supported_actions', ['supported_actions' => ['customer-status' => ['params' => -1]]]);
echo 'LMS: actions ', implode(' ', array_keys($actions['supported_actions'])), "\n";
foreach ($case['runs'] as $run) {
    echo 'LMS: data ', $plugin->hook($run['hook'], $run['data']) === $run['data'] ? 'kept' : 'changed', "\n";
}
if ($case['extension']) {
    echo 'LMS: calls ', json_encode(MetroportFake\Script::$calls), "\n";
}
if (!empty($case['syslog'])) {
    echo 'LMS: log ', json_encode(SYSLOG::$instance->messages), "\n";
}
echo "LMS: end\n";
