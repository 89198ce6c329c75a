<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** What a step of the extension's found, in the operator's language: made of its parts. Needs nothing of LMS but `trans()`. */
final class Finding
{
    /**
     * @param array{step: string, detail: string, code: ?string, found: array<string, int|string>} $step of `Metroport\Client::test()`
     * @return string '' where the sentence says it all; untrusted text
     */
    public static function words(array $step): string
    {
        $found = $step['found'];
        $name = str_starts_with($step['step'], 'job_') ? 'job' : $step['step'];
        return match (true) {
            // The message of an error.
            $found === [] && $step['code'] !== null && $step['detail'] !== '' => trans('Message: $a', $step['detail']),
            $found === [] => $step['detail'],
            isset($found['rows']) => self::rows($name, (string) $found['rows']),
            $name === 'job' => self::job($found),
            $name === 'queue' => self::queue($found),
            $name === 'rights' => trans('missing: $a', (string) $found['missing']),
            $name === 'tls' => trans('valid until $a (days: $b)', Format::time((int) $found['valid_until']), (string) $found['days']),
            $name === 'clock' => self::clocks($found),
            default => $step['detail'],
        };
    }

    /** The list that was asked for stands for its area. */
    private static function rows(string $area, string $count): string
    {
        return match ($area) {
            'customers' => trans('customers: $a', $count),
            'fsecure' => trans('products: $a', $count),
            'metrotv' => trans('packages: $a', $count),
            'decoders' => trans('models: $a', $count),
            default => trans('in number: $a', $count),
        };
    }

    /** @param array{succeeded_at?: int, note?: string} $found */
    private static function job(array $found): string
    {
        return implode('; ', array_filter([
            isset($found['succeeded_at']) ? trans('ended well last on $a', Format::time($found['succeeded_at'])) : trans('never ended well'),
            self::note($found['note'] ?? ''),
        ]));
    }

    /** Counts as `3 done, 0 refused`, or the code of an error. */
    private static function note(string $note): string
    {
        if (preg_match('/^[a-z_]+\.[a-z_]+$/', $note) === 1) {
            return Failure::sentence($note);
        }
        return implode(', ', array_map(self::count(...), explode(', ', $note)));
    }

    private static function count(string $count): string
    {
        [$number, $what] = explode(' ', $count, 2) + [1 => ''];
        return match ($what) {
            'done' => trans('done: $a', $number),
            'refused' => trans('refused: $a', $number),
            'failed' => trans('failed: $a', $number),
            'waiting' => trans('waiting: $a', $number),
            'linked' => trans('linked: $a', $number),
            'lines' => trans('lines of its report: $a', $number),
            'added' => trans('added: $a', $number),
            'changed' => trans('changed: $a', $number),
            'gone' => trans('gone: $a', $number),
            'accounts failed' => trans('accounts that failed: $a', $number),
            default => $count,
        };
    }

    /** @param array{waiting: int, refused: int, since?: int} $found */
    private static function queue(array $found): string
    {
        $waiting = trans('waiting: $a', (string) $found['waiting']);
        if (isset($found['since'])) {
            $waiting .= ' (' . trans('since $a', Format::time($found['since'])) . ')';
        }
        return $waiting . ', ' . trans('refused: $a', (string) $found['refused']);
    }

    /** @param array{MMS?: int, database?: int} $found seconds by which they are ahead of this server */
    private static function clocks(array $found): string
    {
        $clocks = [];
        foreach ($found as $clock => $ahead) {
            $clocks[] = ($clock === 'MMS' ? 'MMS' : trans('<!metroport>database')) . sprintf(' %+d s', $ahead);
        }
        return implode(', ', $clocks);
    }
}
