<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Handler;

use LMSMetroportPlugin\SuspendedBilling;

/** Keeps lms-payments from billing what is locked. Asks LMS's database only: neither the extension nor MMS is needed. */
final class PaymentsHandler
{
    /** @param array{assignments: ?list<array<string, mixed>>, date: string} $data */
    public function suspend(array $data): array
    {
        $rows = $data['assignments'] ?? null;
        // Of nothing LMS makes no list.
        if (!is_array($rows) || $rows === []) {
            return $data;
        }
        $marked = SuspendedBilling::current()?->mark($rows) ?? $rows;
        $count = count(array_filter(
            array_keys($marked),
            static fn (int|string $key): bool => $marked[$key] !== $rows[$key],
        ));
        if ($count > 0 && empty($GLOBALS['quiet'])) {
            echo trans('Metroport: liabilities that are not billed because their services are locked: $a', (string) $count), PHP_EOL;
        }
        return ['assignments' => $marked] + $data;
    }
}
