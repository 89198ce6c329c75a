<?php

declare(strict_types=1);

use LMSMetroportPlugin\ConnectionTest;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

$module_page = new Module('metroportconnectiontest', Rights::CONNECTION_TEST);

if ($module_page->isForData()) {
    $module_page->answer(ConnectionTest::answer(...));
}

$layout['pagetitle'] = trans('Metroport: connection test');
$SESSION->add_history_entry();
$module_page->show($SMARTY, [
    'metroport_facts' => ConnectionTest::facts(),
    'metroport_warnings' => ConnectionTest::warnings(),
]);
