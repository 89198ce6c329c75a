<?php

// One request of LMS, as far as the schema of the plugin goes: [database] as JSON on standard input.

declare(strict_types=1);

spl_autoload_register(function (string $class): void {
    $file = dirname(__DIR__) . "/host/lib/$class.php";
    is_file($file) && require $file;
});

error_reporting(E_ALL);
ini_set('display_errors', 'stderr');

$CONFIG = ['database' => json_decode((string) stream_get_contents(STDIN), true)];
$shim = dirname(__DIR__, 2) . '/php-shim';
$db = LMSDB::getInstance();
$version = $db->UpgradeDb('2026112601', 'LMSMetroportPlugin', "$shim/lib", "$shim/doc");

echo json_encode([
    'version' => $version,
    'errors' => array_column($db->GetErrors(), 'error'),
    'pending' => $db->getUpgradeErrors(),
]);
