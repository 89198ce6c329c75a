<?php

declare(strict_types=1);

require __DIR__ . '/host/lms.php';
require __DIR__ . '/fake/metroport.php';
require dirname(__DIR__, 2) . '/php-shim/LMSMetroportPlugin.php';
require __DIR__ . '/ShimTestCase.php';

Host::reset();
