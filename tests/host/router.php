<?php

declare(strict_types=1);

/**
 * For PHP's built-in server: php -S 127.0.0.1:8080 -t <instance> tests/host/router.php
 *
 * Serves the instance's static files, refuses what LMS's .htaccess refuses, and gives everything else to index.php.
 */

chdir($_SERVER['DOCUMENT_ROOT']);
$path = rawurldecode((string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
$ini = (array) @parse_ini_file(getenv('LMS_HOST_INI') ?: 'lms.ini', true);
$denied = ['lib', 'modules', 'templates', 'bin', 'documents', 'templates_c'];
if (filter_var($ini['host']['deny_plugins'] ?? true, FILTER_VALIDATE_BOOL)) {
    $denied[] = 'plugins';
}

if (preg_match('#^/(?:(?:' . implode('|', $denied) . ')(?:/|$)|.*\.ini$|\.)#', $path)) {
    http_response_code(403);
    echo 'Forbidden';
    return true;
}
if ($path !== '/' && $path !== '/index.php' && is_file($_SERVER['DOCUMENT_ROOT'] . $path)) {
    return false;
}
if ($path !== '/' && $path !== '/index.php') {
    http_response_code(404);
    echo 'Not found';
    return true;
}
require __DIR__ . '/index.php';
