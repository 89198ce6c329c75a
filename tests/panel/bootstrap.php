<?php

declare(strict_types=1);

require __DIR__ . '/../host/tests/Instance.php';
require __DIR__ . '/../host/tests/Browser.php';
require __DIR__ . '/Simulator.php';
require __DIR__ . '/PanelTestCase.php';
