<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Lists;

use LMSMetroportPlugin\Format;
use LMSMetroportPlugin\Words;

defined('LIB_DIR') || exit;

/** Page "F-Secure operations". */
final class Operations extends Listing
{
    protected const SORTS = ['created_at', 'id', 'person', 'mms_id', 'service_id', 'status', 'type', 'executed_at'];
    protected const DESCENDING = true;

    public function states(): array
    {
        return ['all' => trans('<!metroport>— all —'), 'failed' => trans('<!metroport>only failed')];
    }

    public function statesLabel(): string
    {
        return trans('<!metroport>Operations');
    }

    protected function fetch(\Metroport\Client $client, string|int|bool ...$wanted): array
    {
        return $client->lists()->operations(...$wanted);
    }

    public function row(array $row): array
    {
        [$state, $class] = Words::operationState($row['status'], $row['error']);
        return self::person($row) + [
            'id' => $row['id'],
            'mms_id' => $row['mms_id'],
            'service_id' => $row['service_id'],
            'type' => Words::operationType($row['type']),
            'state' => $state,
            'state_class' => $class,
            'error' => $row['error'],
            'created_at' => Format::time($row['created_at']),
            'executed_at' => Format::time($row['executed_at']),
        ];
    }

    public function columns(): array
    {
        return [
            trans('<!metroport>Ordered') => static fn (array $row): string => Format::time($row['created_at']),
            trans('<!metroport>Carried out') => static fn (array $row): string => Format::time($row['executed_at']),
            trans('<!metroport>Operation') => static fn (array $row): string => Words::operationType($row['type']),
            trans('<!metroport>State') => static fn (array $row): string =>
                Words::operationState($row['status'], $row['error'])[0],
            trans('<!metroport>Error') => static fn (array $row): string => $row['error'],
            trans('<!metroport>Customer') => static fn (array $row): string => $row['person'],
            trans('<!metroport>LMS ID') => static fn (array $row): ?int => $row['customer_id'],
            trans('<!metroport>MMS ID') => static fn (array $row): int => $row['mms_id'],
            trans('<!metroport>Service ID') => static fn (array $row): int => $row['service_id'],
            trans('<!metroport>Operation ID') => static fn (array $row): int => $row['id'],
        ];
    }
}
