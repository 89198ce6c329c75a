<?php

/**
 * A page of LMS with the plugin and the fake extension, for FollowTest: runs the code that it is given, in which $hook calls
 * a hook, and tells last what the extension was asked. The environment's FOLLOW_CASE tells what happens: JSON {extension:
 * bool, config: object, failure: ?string}.
 */

declare(strict_types=1);

require __DIR__ . '/lms.php';
$case = json_decode((string) getenv('FOLLOW_CASE'), true, 16, JSON_THROW_ON_ERROR);
if ($case['extension'] ?? true) {
    require dirname(__DIR__) . '/fake/metroport.php';
}
require dirname(__DIR__, 3) . '/php-shim/LMSMetroportPlugin.php';
Host::reset();
Host::$config = array_merge(Host::$config, $case['config']);
if (isset($case['failure'])) {
    MetroportFake\Script::$failure = MetroportFake\Script::failure($case['failure']);
}

$plugin = new class extends LMSMetroportPlugin {
    public function hook(string $name, mixed $data): mixed
    {
        return $this->dispatcher($name, $data);
    }
};
$hook = $plugin->hook(...);

// The last of all shutdown functions: it is registered by one of them, behind those of the page.
register_shutdown_function(static function (): void {
    register_shutdown_function(static function (): void {
        echo class_exists(MetroportFake\Script::class, false) ? json_encode(MetroportFake\Script::$calls) : '';
    });
});
eval($argv[1]);
