<?php

declare(strict_types=1);

use LMSMetroportPlugin\CardState;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

(new Module('metroportcustomer_ajax', Rights::READ))->answer(CardState::answer(...));
