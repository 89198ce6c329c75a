<?php

/**
 * LMS around the plugin's scripts, made in LMS's own way. Not a script itself.
 *
 * A script may set `$script_parameters` and `$script_help` before it requires this; `$script_prints_data` when a program reads
 * its output, which then has no heading; and `$script_died` for what is done when LMS does not start: it gets LMS's last words,
 * the options and the configuration file. Afterwards it calls {@see LMSMetroportPlugin\Script::run()} or the like.
 */

declare(strict_types=1);

// LMS's nginx sample serves plugins/ too.
if (PHP_SAPI !== 'cli') {
    http_response_code(404);
    exit;
}

$script_parameters = ['dry-run' => null, 'json' => null] + ($script_parameters ?? []);
$script_help = ($script_help ?? '') . <<<'EOF'
    --dry-run                   tell what would be done, change nothing;
    --json                      tell it as JSON;

    EOF;

// LMS dies with a text on standard output and status 0, whatever it dies of.
ob_start();
$booted = false;
register_shutdown_function(static function () use (&$booted): void {
    $asked = $GLOBALS['options'] ?? [];
    if ($booted || isset($asked['help']) || isset($asked['version'])) {
        return;
    }
    $words = (string) ob_get_clean();
    if (isset($GLOBALS['script_died'])) {
        // A heading is no last word, and a stack trace has arguments, passwords among them.
        $words = preg_replace(['/^.* as config\.\R/s', '/Stack trace:.*$/s'], '', $words . (error_get_last()['message'] ?? ''));
        $GLOBALS['script_died'](trim($words), $asked, (string) ($GLOBALS['CONFIG_FILE'] ?? '/etc/lms/lms.ini'));
    }
    fwrite(STDERR, $words);
    exit(1);
});

$lms_script_options = dirname(__DIR__, 3) . '/bin/script-options.php';
if (!is_file($lms_script_options)) {
    exit('The plugin is not inside LMS: there is no ' . $lms_script_options . PHP_EOL);
}
require_once $lms_script_options;

$SYSLOG = SYSLOG::getInstance();
$AUTH = null;
$LMS = new LMS($DB, $AUTH, $SYSLOG);
$LMS->setPluginManager(LMSPluginManager::getInstance());

// A plugin that LMS's class map does not have yet LMS passes over; that is for the doctor to say, and no fatal error.
if (!class_exists(LMSMetroportPlugin::class)) {
    require dirname(__DIR__) . '/LMSMetroportPlugin.php';
    LMSMetroportPlugin::loadLocales();
}

$booted = true;
if (isset($options['json']) || isset($script_prints_data)) {
    ob_end_clean();
} else {
    ob_end_flush();
}
