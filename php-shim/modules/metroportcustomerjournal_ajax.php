<?php

declare(strict_types=1);

use LMSMetroportPlugin\CardJournal;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

(new Module('metroportcustomerjournal_ajax', Rights::READ))->answer(CardJournal::answer(...));
