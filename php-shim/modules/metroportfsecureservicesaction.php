<?php

declare(strict_types=1);

use LMSMetroportPlugin\CardFSecure;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

(new Module('metroportfsecureservicesaction', Rights::FSECURE_ACTIONS))->answer(CardFSecure::answer(...));
