<?php

declare(strict_types=1);

use LMSMetroportPlugin\ClientLink;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

(new Module('metroportclientlinkaction', Rights::CUSTOMER_UPDATE))->answer(ClientLink::answer(...));
