<?php

declare(strict_types=1);

use LMSMetroportPlugin\CardLink;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

(new Module('metroportcustomerupdate_ajax', Rights::CUSTOMER_UPDATE))->answer(CardLink::answer(...));
