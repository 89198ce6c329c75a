#!/usr/bin/env php
<?php

declare(strict_types=1);

/** Finds debtors and blocks them, or unblocks everyone else: LMS's flow around notification_blocks and _unblocks. */

$script_parameters = [
    'debug' => 'd', 'fakedate:' => 'f:', 'fake-date:' => null, 'force-date:' => null, 'part-number:' => 'p:', 'part-size:' => 'l:', 'interval:' => 'i:',
    'type:' => 't:', 'section:' => 's:', 'channel:' => 'c:', 'actions:' => 'a:', 'block-prechecks:' => null, 'unblock-prechecks:' => null,
    'customergroups:' => 'g:', 'customer-status:' => null, 'customer-types:' => null, 'scopes:' => null, 'scope:' => null, 'customerid:' => null,
    'division:' => null, 'omit-free-days' => null,
];
$script_help = <<<'TEXT'
    -d, --debug                     show what would be done, change nothing;
    -f, --fakedate=YYYY/MM/DD       another date than today;
    -t, --type=debtors              which notifications;
    -c, --channel=block,unblock     what to do with the customers found;
    -s, --section=NAME              section of configuration (default: notify);
    -a, --actions=NAME[(PARAM)],…   what block and unblock do;
        --customerid=ID             this customer only;
        --division=SHORTNAME        this division only;
    TEXT;
require_once __DIR__ . '/script-options.php';

$debug = isset($options['debug']);
$fakedate = $options['force-date'] ?? $options['fake-date'] ?? $options['fakedate'] ?? null;
$currtime = $fakedate === null ? time() : (int) strtotime($fakedate);
$types = isset($options['type']) ? explode(',', $options['type']) : [];
$channels = isset($options['channel']) ? explode(',', $options['channel']) : ['mail'];
$config_section = preg_match('/^[a-z0-9-_]+$/i', $options['section'] ?? '') ? $options['section'] : 'notify';
if ($debug) {
    echo 'Analized period: ' . date('Y/m/d 00:00:00', $currtime) . ' - ' . date('Y/m/d 23:59:59', $currtime) . PHP_EOL;
}

$SMARTY = new LMSSmarty();
$SYSLOG = SYSLOG::getInstance();
$AUTH = null;
$LMS = new LMS($DB, $AUTH, $SYSLOG);
$plugin_manager = LMSPluginManager::getInstance();
$LMS->setPluginManager($plugin_manager);
$LMS->executeHook('lms_initialized', $LMS);
$layout = [];
$SMARTY->useHostTemplates();
$SMARTY->assignByRef('layout', $layout);
$plugin_manager->executeHook('smarty_initialized', $SMARTY);

define('ACTION_PARAM_NONE', 0);
define('ACTION_PARAM_REQUIRED', 1);
define('ACTION_PARAM_OPTIONAL', -1);

$hook_data = $LMS->executeHook('get_supported_actions', ['supported_actions' => NotifyActions::builtIn($CSTATUSES)]);
$supported_actions = $hook_data['supported_actions'];
$actions = isset($options['actions'])
    ? NotifyActions::parse($options['actions'], $supported_actions, 'actions')
    : ['node-access' => [], 'customer-status' => [], 'assignment-invoice' => []];
$prechecks = [];
foreach (['block', 'unblock'] as $channel) {
    $list = $options[$channel . '-prechecks'] ?? null;
    $prechecks[$channel] = $list === null ? $actions : ($list === 'none' ? [] : NotifyActions::parse($list, $supported_actions, $channel . '_prechecks'));
}

$divisionid = isset($options['division']) ? $LMS->getDivisionIdByShortName($options['division']) : null;
if (!empty($divisionid)) {
    ConfigHelper::setFilter($divisionid);
}
$LMS->executeHook('division_set_after', ['lms' => $LMS, 'divisionid' => $divisionid]);

$run = new NotifyRun($DB, $SYSLOG, [
    'section' => $config_section, 'currtime' => $currtime, 'debug' => $debug, 'quiet' => $quiet,
    'customerid' => (int) ($options['customerid'] ?? 0), 'divisionid' => (int) $divisionid,
    'statuses' => $options['customer-status'] ?? ConfigHelper::getConfig($config_section . '.allowed_customer_status', ''),
    'types' => $options['customer-types'] ?? '', 'groups' => $options['customergroups'] ?? '',
]);
$debtors = $types === [] || in_array('debtors', $types, true) ? $run->debtors() : [];

foreach (['block', 'unblock'] as $channel) {
    if (!in_array($channel, $channels, true)) {
        continue;
    }
    $customers = $channel === 'block' ? $run->toBlock($debtors, $prechecks['block']) : $run->toUnblock($debtors, $prechecks['unblock']);
    if ($customers === []) {
        continue;
    }
    $nodes = $run->nodes($customers, $channel, $prechecks[$channel]);
    $run->act($channel, $actions, $customers, $nodes);
    $plugin_manager->executeHook("notification_{$channel}s", [
        'customers' => $customers, 'nodes' => $nodes, 'actions' => $actions, 'quiet' => $quiet, 'debug' => $debug,
    ]);
}
