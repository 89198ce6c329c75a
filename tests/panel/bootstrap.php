<?php

declare(strict_types=1);

require __DIR__ . '/../host/tests/Instance.php';
require __DIR__ . '/../host/tests/Browser.php';
require __DIR__ . '/Simulator.php';
require __DIR__ . '/Stage.php';
require __DIR__ . '/EditForm.php';
require __DIR__ . '/PanelTestCase.php';
foreach (['rights', 'Routes', 'RoutesTestCase'] as $file) {
    require __DIR__ . "/$file.php";
}
