#!/usr/bin/env php
<?php

declare(strict_types=1);

/** Fills the empty database named by an ini with the host's tables and the demo's data. */

const USAGE = <<<'TEXT'
    host-setup.php -C LMS.INI [options]
      --customers=N          how many customers (300)
      --seed=N               another seed gives other people (1)
      --set=section.var=VAL  an option in uiconfig; may be repeated
      --rights=LOGIN=LIST    more rights for one of admin, klerk, czytelnik, ograniczony; may be repeated
      --export-mms=FILE      JSON for the simulator's --customers-file
      --export-percent=N     how many of a hundred customers MMS knows (80)
      --now=EPOCH            the day the debts are counted from (today)
    TEXT;

$options = getopt('C:', ['customers:', 'seed:', 'set:', 'rights:', 'export-mms:', 'export-percent:', 'now:', 'help']);
if (!isset($options['C']) || isset($options['help'])) {
    fwrite(STDERR, USAGE . PHP_EOL);
    exit(isset($options['help']) ? 0 : 2);
}

require_once __DIR__ . '/../lib/boot.php';
$CONFIG = host_configure($options['C'], false);
host_autoload($CONFIG);
require_once LIB_DIR . '/common.php';
foreach (['People', 'BulkInsert', 'World'] as $class) {
    require_once __DIR__ . "/../demo/$class.php";
}

$DB = LMSDB::getInstance();
if (!$DB->MultiExecute((string) file_get_contents(__DIR__ . '/../schema.' . ($DB->GetDbType() === 'postgres' ? 'pgsql' : 'mysql')))) {
    fwrite(STDERR, 'The schema was refused: ' . json_encode($DB->GetErrors(), JSON_UNESCAPED_UNICODE) . PHP_EOL);
    exit(1);
}

$settings = ['phpui.lang' => 'pl_PL', 'phpui.timeout' => '86400', 'phpui.plugins' => ''];
foreach ((array) ($options['set'] ?? []) as $setting) {
    [$name, $value] = explode('=', $setting, 2);
    $settings[$name] = $value;
}
foreach ($settings as $name => $value) {
    [$section, $variable] = explode('.', $name, 2);
    $DB->Execute('INSERT INTO uiconfig (section, var, value, description) VALUES (?, ?, ?, ?)', [$section, $variable, $value, '']);
}
Localisation::init();
require_once LIB_DIR . '/definitions.php';

$rights = [];
foreach ((array) ($options['rights'] ?? []) as $right) {
    [$login, $list] = explode('=', $right, 2);
    $rights[$login] = $list;
}
$world = new World($DB, (int) ($options['seed'] ?? 1), (int) ($options['now'] ?? time()));
$world->company($rights);
$world->customers((int) ($options['customers'] ?? 300), (int) ($options['export-percent'] ?? 80));
if (isset($options['export-mms'])) {
    file_put_contents($options['export-mms'], json_encode($world->exported(), JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR) . "\n");
}
