<?php

declare(strict_types=1);

defined('LIB_DIR') || exit;

LMSMetroportPlugin\Asset::send(is_string($_GET['f'] ?? null) ? $_GET['f'] : '');
