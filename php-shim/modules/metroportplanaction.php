<?php

declare(strict_types=1);

use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\PlanAction;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

(new Module('metroportplanaction', Rights::METROTV_ACTIONS))->answer(PlanAction::answer(...));
