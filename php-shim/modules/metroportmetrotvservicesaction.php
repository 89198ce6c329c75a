<?php

declare(strict_types=1);

use LMSMetroportPlugin\CardMetroTv;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

(new Module('metroportmetrotvservicesaction', Rights::METROTV_ACTIONS))->answer(CardMetroTv::answer(...));
