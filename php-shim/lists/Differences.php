<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Lists;

use LMSMetroportPlugin\Format;

defined('LIB_DIR') || exit;

/** Page "Queue and differences", second part: what LMS and MMS disagree about and no run changes by itself. */
final class Differences extends Listing
{
    protected const SORTS = ['what', 'customer_name', 'customer_id', 'mms_id', 'monthly'];

    public function states(): array
    {
        return [
            'all' => trans('<!metroport>— all —'),
            'customer_deleted' => trans('deleted in LMS, has services in MMS'),
            'user_gone' => trans('linked, but not in MMS any more'),
            'unlocked' => trans('should be locked, but runs in MMS'),
        ];
    }

    public function statesLabel(): string
    {
        return trans('<!metroport>Difference');
    }

    protected function fetch(\Metroport\Client $client, string|int|bool ...$wanted): array
    {
        return $client->queue()->differences(...$wanted);
    }

    public function row(array $row): array
    {
        return [
            'customer_id' => $row['customer_id'],
            'person' => $row['customer_name'],
            // A customer of LMS always, deleted or not.
            'unlinked' => false,
            'what' => $this->what($row),
            'mms_id' => $row['mms_id'],
            'accounts' => self::ids($row['accounts']),
            'services' => self::ids($row['services']),
            'monthly' => Format::money($row['monthly']),
        ];
    }

    public function columns(): array
    {
        return [
            trans('<!metroport>Difference') => $this->what(...),
            trans('<!metroport>Customer') => static fn (array $row): string => $row['customer_name'],
            trans('<!metroport>LMS ID') => static fn (array $row): int => $row['customer_id'],
            trans('<!metroport>MMS ID') => static fn (array $row): int => $row['mms_id'],
            trans('<!metroport>Accounts of MetroTV') => static fn (array $row): string => self::ids($row['accounts']),
            trans('<!metroport>F-Secure services') => static fn (array $row): string => self::ids($row['services']),
            trans('MetroTV, gross a month') => static fn (array $row): string => Format::plainMoney($row['monthly']),
        ];
    }

    private function what(array $row): string
    {
        return $this->states()[$row['what']] ?? $row['what'];
    }

    /** @param list<int> $ids */
    private static function ids(array $ids): string
    {
        return implode(', ', array_map(static fn (int $id): string => '#' . $id, $ids));
    }
}
