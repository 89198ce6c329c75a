<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** What an update of a catalogue or of the warehouse did, in words. */
final class SyncReport
{
    /**
     * @param array<string, mixed> $result of `Metroport\Sync::decoders()` and its like
     * @return list<string>
     */
    public static function lines(array $result, bool $dryRun): array
    {
        $count = static fn (string $name): string => (string) $result[$name];
        $lines = [];
        if ($result['clipped'] > 0) {
            $lines[] = trans('Rows with a value that is too long or too large for its column, and was cut: $a', $count('clipped'));
        }
        if ($result['doubled'] > 0) {
            $lines[] = trans(
                'Decoders with a MAC or serial number that a newer one has too, and which was left to the newer one: $a',
                $count('doubled'),
            );
        }
        $numbers = [$count('added'), $count('changed'), $count('gone'), $count('unchanged')];
        $lines[] = $dryRun
            ? trans('Trial run, nothing was written. New: $a, changed: $b, gone from MMS: $c, as before: $d.', ...$numbers)
            : trans('New: $a, changed: $b, gone from MMS: $c, as before: $d.', ...$numbers);
        return $lines;
    }
}
