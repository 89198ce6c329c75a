<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Lists;

use LMSMetroportPlugin\Failure;
use LMSMetroportPlugin\Format;
use LMSMetroportPlugin\PlanWords;

defined('LIB_DIR') || exit;

/** Page "Queue and differences", third part: plans that somebody has begun and not finished. They go on from the card. */
final class Plans extends Listing
{
    protected const SORTS = ['created_at', 'changed_at', 'customer_name', 'customer_id', 'kind', 'by'];

    public function states(): array
    {
        return [
            'all' => trans('<!metroport>— all —'),
            'issue' => PlanWords::kind('issue'),
            'remove' => PlanWords::kind('remove'),
            'change' => PlanWords::kind('change'),
        ];
    }

    public function statesLabel(): string
    {
        return trans('<!metroport>Plan');
    }

    protected function fetch(\Metroport\Client $client, string|int|bool ...$wanted): array
    {
        return $client->plans()->page(...$wanted);
    }

    public function row(array $row): array
    {
        return [
            'customer_id' => $row['customer_id'],
            'person' => $row['customer_name'],
            // A customer of LMS always.
            'unlinked' => false,
            'plan' => PlanWords::kind($row['kind']),
            'back' => $row['back'] ? trans('<!metroport>is being taken back') : '',
            'steps' => self::steps($row),
            'why' => self::why($row),
            'mms' => (string) $row['mms_text'],
            'begun' => Format::time($row['created_at']),
            'by' => $row['by'],
            'changed' => Format::time($row['changed_at']),
        ];
    }

    public function columns(): array
    {
        return [
            trans('<!metroport>Customer') => static fn (array $row): string => $row['customer_name'],
            trans('<!metroport>LMS ID') => static fn (array $row): int => $row['customer_id'],
            trans('<!metroport>Plan') => static fn (array $row): string => PlanWords::kind($row['kind']),
            trans('<!metroport>Steps') => self::steps(...),
            trans('<!metroport>Why') => self::why(...),
            trans('Answer of MMS') => static fn (array $row): string => (string) $row['mms_text'],
            trans('<!metroport>Begun') => static fn (array $row): string => Format::time($row['created_at']),
            trans('<!metroport>By') => static fn (array $row): string => $row['by'],
            trans('<!metroport>Last step') => static fn (array $row): string => Format::time($row['changed_at']),
        ];
    }

    private static function steps(array $row): string
    {
        return trans('<!metroport>$a of $b', (string) $row['done'], (string) $row['steps']);
    }

    private static function why(array $row): string
    {
        return $row['code'] === null
            ? trans('not stopped by a failure: it is under way, or its page was closed')
            : Failure::inQueue($row['code']);
    }
}
