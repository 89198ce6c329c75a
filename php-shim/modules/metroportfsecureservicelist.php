<?php

declare(strict_types=1);

use LMSMetroportPlugin\Lists\Products;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

$module_page = new Module('metroportfsecureservicelist', Rights::FSECURE_PRODUCTS);
$module_list = new Products();

if ($module_page->isForData()) {
    $module_page->answer($module_list->answer(...));
}

$layout['pagetitle'] = trans('Metroport: F-Secure products');
$SESSION->add_history_entry();
$module_page->show($SMARTY, ['metroport_list' => $module_list->page('metroportfsecureservicelist')]);
