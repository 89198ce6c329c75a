<?php

declare(strict_types=1);

use LMSMetroportPlugin\BillingAction;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

(new Module('metroportbillingaction', Rights::BILLING_ACTIONS))->answer(BillingAction::answer(...));
