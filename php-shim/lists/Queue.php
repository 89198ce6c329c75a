<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Lists;

use LMSMetroportPlugin\Failure;
use LMSMetroportPlugin\Format;
use LMSMetroportPlugin\QueueKind;
use LMSMetroportPlugin\Rights;

defined('LIB_DIR') || exit;

/** Page "Queue and differences": what is wanted and not yet so in MMS. */
final class Queue extends Listing
{
    protected const SORTS = ['since', 'customer_name', 'customer_id', 'kind', 'by', 'attempts', 'next_attempt_at'];

    public function states(): array
    {
        $states = [
            'all' => trans('<!metroport>— all —'),
            'waiting' => self::state('waiting')[0],
            'refused' => self::state('refused')[0],
        ];
        foreach (QueueKind::cases() as $kind) {
            $states[$kind->value] = $kind->label();
        }
        return $states;
    }

    public function statesLabel(): string
    {
        return trans('<!metroport>Show');
    }

    protected function fetch(\Metroport\Client $client, string|int|bool ...$wanted): array
    {
        return $client->queue()->page(...$wanted);
    }

    public function row(array $row): array
    {
        [$state, $colour] = self::state($row['state']);
        $kind = QueueKind::from($row['kind']);
        return [
            'customer_id' => $row['customer_id'],
            'person' => $row['customer_name'],
            // A customer of LMS always: what waits in the queue has one.
            'unlinked' => false,
            'kind' => $row['kind'],
            'what' => self::what($row),
            'since' => Format::time($row['since']),
            'by' => $row['by'],
            'state' => $state,
            'state_class' => $colour,
            'why' => self::why($row),
            'mms' => Failure::wordsOfMms($row['code'], $row['text']),
            'attempts' => $row['attempts'],
            'next' => self::next($row),
            'permitted' => Rights::granted($kind->right()),
        ];
    }

    public function columns(): array
    {
        return [
            trans('<!metroport>Customer') => static fn (array $row): string => $row['customer_name'],
            trans('<!metroport>LMS ID') => static fn (array $row): int => $row['customer_id'],
            trans('<!metroport>What') => self::what(...),
            trans('<!metroport>Since') => static fn (array $row): string => Format::time($row['since']),
            trans('<!metroport>By') => static fn (array $row): string => $row['by'],
            trans('<!metroport>State') => static fn (array $row): string => self::state($row['state'])[0],
            trans('<!metroport>Why') => self::why(...),
            trans('Answer of MMS') => static fn (array $row): string => Failure::wordsOfMms($row['code'], $row['text']),
            trans('<!metroport>Attempts') => static fn (array $row): int => $row['attempts'],
            trans('Next attempt') => self::next(...),
        ];
    }

    private static function what(array $row): string
    {
        $kind = QueueKind::from($row['kind']);
        return match ($row['wanted']) {
            'lock' => trans('<!metroport>lock $a', $kind->label()),
            'release' => trans('<!metroport>release $a', $kind->label()),
            default => trans("<!metroport>send the customer's data"),
        };
    }

    /** @return array{string, string} word, colour */
    private static function state(string $state): array
    {
        return match ($state) {
            'waiting' => [trans('<!metroport>in the queue'), 'brown'],
            'refused' => [trans('<!metroport>refused'), 'red'],
            default => [$state, ''],
        };
    }

    private static function why(array $row): string
    {
        return $row['code'] === null ? trans('<!metroport>not tried yet') : Failure::inQueue($row['code']);
    }

    private static function next(array $row): string
    {
        return match (true) {
            $row['next_attempt_at'] !== null => Format::time($row['next_attempt_at']),
            $row['state'] === 'refused' => trans('only when somebody orders it, or the data change'),
            default => trans('<!metroport>with the next run'),
        };
    }
}
