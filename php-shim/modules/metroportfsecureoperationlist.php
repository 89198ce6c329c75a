<?php

declare(strict_types=1);

use LMSMetroportPlugin\Lists\Operations;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

$module_page = new Module('metroportfsecureoperationlist', Rights::FSECURE_OPERATIONS);
$module_list = new Operations();

if ($module_page->isForData()) {
    $module_page->answer($module_list->answer(...));
}

$layout['pagetitle'] = trans('Metroport: F-Secure operations');
$SESSION->add_history_entry();
$module_page->show($SMARTY, ['metroport_list' => $module_list->page('metroportfsecureoperationlist')]);
