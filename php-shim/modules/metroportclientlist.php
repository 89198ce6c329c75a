<?php

declare(strict_types=1);

use LMSMetroportPlugin\ClientList;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

$module_page = new Module('metroportclientlist', Rights::READ);

if ($module_page->isForData()) {
    $module_page->answer(ClientList::answer(...));
}

$layout['pagetitle'] = trans('Metroport: customers in MMS');
$SESSION->add_history_entry();
$module_page->show($SMARTY);
