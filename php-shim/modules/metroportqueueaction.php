<?php

declare(strict_types=1);

use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\QueueAction;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

(new Module('metroportqueueaction', Rights::CUSTOMER_UPDATE, Rights::METROTV_ACTIONS, Rights::FSECURE_ACTIONS))
    ->answer(QueueAction::answer(...));
