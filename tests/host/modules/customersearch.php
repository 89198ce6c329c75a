<?php

/** The list with a search; what was looked for is what a mass change then works on. */

$layout['pagetitle'] = trans('Customer Search');
$SESSION->save('customersearch', (string) ($_GET['search'] ?? ''));
include MODULES_DIR . '/customerlist.php';
