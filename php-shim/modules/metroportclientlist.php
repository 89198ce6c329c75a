<?php

declare(strict_types=1);

use LMSMetroportPlugin\Lists\Clients;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

$module_page = new Module('metroportclientlist', Rights::READ);
$module_list = new Clients();

if ($module_page->isForData()) {
    $module_page->answer($module_list->answer(...));
}

$layout['pagetitle'] = trans('Metroport: customers in MMS');
$SESSION->add_history_entry();
$module_page->show($SMARTY, [
    'metroport_list' => $module_list->page('metroportclientlist'),
    'metroport_link' => Module::action('metroportclientlinkaction', Rights::CUSTOMER_UPDATE),
    'metroport_update' => Module::action('metroportcustomerupdate_ajax', Rights::CUSTOMER_UPDATE),
]);
