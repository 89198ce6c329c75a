<?php

declare(strict_types=1);

use LMSMetroportPlugin\Warehouse;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

(new Module('metroportmetrotvstbaction', Rights::WAREHOUSE))->answer(Warehouse::answer(...));
