<?php

declare(strict_types=1);

/**
 * Marks in a file of customers for the simulator what the debtors have: two with something to block, the rest nothing.
 * All others have what the simulator draws for them.
 */

require __DIR__ . '/Lms.php';

[, $file] = $argv;
$customers = json_decode((string) file_get_contents($file), true, 512, JSON_THROW_ON_ERROR);
[$all, $old] = (new Lms())->debtors();
$chosen = 0;
foreach ($customers as &$customer) {
    if (in_array($customer['lms_id'], $all, true)) {
        $customer['services'] = $chosen < 2 && in_array($customer['lms_id'], $old, true);
        $chosen += (int) $customer['services'];
    }
}
file_put_contents($file, json_encode($customers, JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR));
