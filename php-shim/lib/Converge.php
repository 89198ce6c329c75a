<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** A run of `bin/metroport_converge.php`: what is asked of the extension, and its result in words. */
final class Converge
{
    private const MOST = 100_000;

    /**
     * @param array<string, mixed> $options as LMS's script-options.php has them
     * @return array<string, mixed> as Queue::converge(), with `busy`: another run is at work, which is no failure, because
     *  that one does what this one would
     * @throws Refusal when an option makes no sense
     */
    public static function run(\Metroport\Client $client, array $options, bool $dryRun, ?callable $progress): array
    {
        $settings = Settings::current();
        $kinds = self::kinds($options['kind'] ?? null);
        $limit = self::limit($options['limit'] ?? null) ?? $settings->convergeLimit();

        $result = $client->queue()->converge($kinds, $limit, $dryRun, $progress);
        if (!$dryRun) {
            ExternalIds::follow();
        }
        $busy = ($result['stopped']['code'] ?? '') === 'queue.busy';
        if ($busy) {
            $result['stopped'] = null;
        }
        return ['busy' => $busy] + $result;
    }

    /**
     * @param array<string, mixed> $result
     * @return list<string>
     */
    public static function lines(array $result, bool $dryRun): array
    {
        if ($result['busy']) {
            return [trans('Another run is at work and does it.')];
        }
        $done = array_filter(
            $result['lines'],
            static fn (array $line): bool => in_array($line['outcome'], ['done', 'planned'], true),
        );
        $numbers = array_map(strval(...), [$result['done'], $result['refused'], $result['failed'], $result['waiting']]);
        return [
            ...array_map(self::line(...), array_values($done)),
            $dryRun
                ? trans('Trial run, nothing was changed. To be done: $a, refused by MMS: $b, failed: $c, still waiting: $d.', ...$numbers)
                : trans('Done: $a, refused by MMS: $b, failed: $c, still waiting: $d.', ...$numbers),
        ];
    }

    /**
     * One sentence for each cause, however many customers it concerns.
     *
     * @param array<string, mixed> $result
     * @return list<string>
     */
    public static function failures(array $result): array
    {
        $customers = [];
        foreach ($result['lines'] as $line) {
            if (in_array($line['outcome'], ['refused', 'failed'], true)) {
                $cause = self::kind($line) . ': ' . Failure::inQueue((string) $line['code']) . ' ' . $line['message'];
                $customers[Format::oneLine($cause)][] = $line['customer_id'];
            }
        }
        return array_map(
            // 0 is MMS as a whole.
            static fn (string $cause, array $ids): string => array_filter($ids) === []
                ? $cause
                : trans('$a Customers: $b', $cause, implode(', ', array_map(static fn (int $id): string => '#' . $id, $ids))),
            array_keys($customers),
            $customers,
        );
    }

    /** @param array<string, mixed> $line */
    private static function line(array $line): string
    {
        return trans('Customer #$a:', (string) $line['customer_id']) . ' ' . self::kind($line) . ': ' . match ($line['outcome']) {
            'planned' => trans('<!metroport>would be sent'),
            default => trans('<!metroport>confirmed by MMS'),
        };
    }

    /** @param array<string, mixed> $line */
    private static function kind(array $line): string
    {
        return QueueKind::from($line['kind'])->label();
    }

    /** @return ?list<string> */
    private static function kinds(mixed $asked): ?array
    {
        if ($asked === null) {
            return null;
        }
        $kinds = array_unique(explode(',', (string) $asked));
        if (in_array(null, array_map(QueueKind::tryFrom(...), $kinds), true)) {
            throw new Refusal('script.kind');
        }
        return array_values($kinds);
    }

    private static function limit(mixed $asked): ?int
    {
        if ($asked === null) {
            return null;
        }
        $limit = filter_var($asked, FILTER_VALIDATE_INT, ['options' => ['min_range' => 1, 'max_range' => self::MOST]]);
        return $limit === false ? throw new Refusal('script.limit') : $limit;
    }
}
