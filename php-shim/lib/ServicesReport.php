<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** What a look at all customers' services brought, in words. */
final class ServicesReport
{
    /**
     * @param array<string, mixed> $result of `Metroport\Sync::services()`
     * @return list<string>
     */
    public static function lines(array $result, bool $dryRun): array
    {
        return SyncReport::lines($result + ['clipped' => 0, 'doubled' => 0], $dryRun);
    }

    /**
     * @param array<string, mixed> $result
     * @return list<string>
     */
    public static function failures(array $result): array
    {
        return $result['failed'] === 0 ? [] : [trans(
            'MetroTV accounts that MMS would not tell of, and whose packages stay as they were known: $a. $b',
            (string) $result['failed'],
            Failure::sentence((string) $result['code']),
        )];
    }
}
