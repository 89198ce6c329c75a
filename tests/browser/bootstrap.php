<?php

declare(strict_types=1);

require __DIR__ . '/../panel/bootstrap.php';
foreach (['Waiting', 'Element', 'WebDriver', 'Chromium', 'BrowserTestCase', 'Dialog', 'Card', 'CardTestCase', 'ListPage', 'LmsFault', 'PlanScreen'] as $class) {
    require __DIR__ . "/support/$class.php";
}
