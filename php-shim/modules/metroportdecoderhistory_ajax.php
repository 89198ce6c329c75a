<?php

declare(strict_types=1);

use LMSMetroportPlugin\DecoderHistory;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

(new Module('metroportdecoderhistory_ajax', Rights::READ))->answer(DecoderHistory::answer(...));
