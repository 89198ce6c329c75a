#!/usr/bin/env php
<?php

declare(strict_types=1);

/**
 * Runs the plugins' schema upgrades as LMS's script of this name does: auto_update is forced, and there is no LMS
 * object, no language and no definitions, so a plugin's main file and constructor must do without them.
 */

$options = getopt('C:o:q', ['config-file:', 'option:', 'quiet']);
require_once __DIR__ . '/../lib/boot.php';
$CONFIG = host_configure($options['C'] ?? $options['config-file'] ?? '/etc/lms/lms.ini', false);
$CONFIG['database']['auto_update'] = true;
host_autoload($CONFIG);
require_once LIB_DIR . '/common.php';

LMSDB::getInstance();
foreach (LMSPluginManager::getInstance()->getAllPluginInfo(LMSPluginManager::NEW_STYLE) as $plugin) {
    if ($plugin['enabled'] && !isset($options['q']) && !isset($options['quiet'])) {
        echo $plugin['name'] . ': ' . ($plugin['dbcurrschversion'] ?? '-') . PHP_EOL;
    }
}
