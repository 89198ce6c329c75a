<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** What a pairing did, and what somebody has to look at, in words. */
final class PairingReport
{
    /**
     * @param array<string, mixed> $result of `Metroport\Sync::pair()`
     * @return list<string>
     */
    public static function lines(array $result, bool $dryRun): array
    {
        $count = static fn (string ...$outcomes): string =>
            (string) array_sum(array_intersect_key($result['counts'], array_flip($outcomes)));
        $numbers = [
            $count($dryRun ? 'planned' : 'linked'),
            $count('already'),
            $count('no_match', 'no_number'),
            $count('ambiguous', 'invalid', 'differs', 'taken', 'customer_gone', 'user_gone'),
        ];
        return [
            ...array_map(self::line(...), $result['lines']),
            $dryRun
                ? trans('Trial run, nobody was linked. To be linked: $a, linked before: $b, not in MMS: $c, to be looked at: $d.', ...$numbers)
                : trans('Linked: $a, linked before: $b, not in MMS: $c, to be looked at: $d.', ...$numbers),
        ];
    }

    /** @param array{customer_id: ?int, mms_id: ?int, outcome: string} $line */
    private static function line(array $line): string
    {
        $who = match (true) {
            $line['customer_id'] === null => trans('MMS user #$a:', (string) $line['mms_id']),
            $line['mms_id'] === null => trans('Customer #$a:', (string) $line['customer_id']),
            default => trans('Customer #$a, MMS user #$b:', (string) $line['customer_id'], (string) $line['mms_id']),
        };
        return $who . ' ' . self::outcome($line);
    }

    /** @param array{customer_id: ?int, mms_id: ?int, outcome: string} $line */
    private static function outcome(array $line): string
    {
        return match ($line['outcome']) {
            'linked' => trans('<!metroport>linked now'),
            'planned' => trans('<!metroport>would be linked'),
            'ambiguous' => $line['customer_id'] !== null && $line['mms_id'] !== null
                ? trans('not linked, another customer has the same PESEL or NIP')
                : trans('not linked, several MMS users have this PESEL or NIP'),
            'invalid' => trans('this is no valid PESEL or NIP'),
            'differs' => trans('linked, but PESEL or NIP are not the same'),
            'taken' => trans('not linked, this MMS user is linked to another customer'),
            'customer_gone' => trans('linked, but the customer is not in LMS any more'),
            'user_gone' => trans('linked, but the user is not in MMS any more'),
            default => $line['outcome'],
        };
    }
}
