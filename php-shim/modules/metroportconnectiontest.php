<?php

declare(strict_types=1);

use LMSMetroportPlugin\Doctor;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

$module_page = new Module('metroportconnectiontest', Rights::CONNECTION_TEST);

if ($module_page->isForData()) {
    $module_page->answer(Doctor::answer(...));
}

$layout['pagetitle'] = trans('Metroport: diagnostics');
$SESSION->add_history_entry();
$module_page->show($SMARTY, [
    'metroport_facts' => Doctor::facts(),
    'metroport_settings' => Doctor::settingsTable(),
]);
