<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Lists;

use LMSMetroportPlugin\Format;
use LMSMetroportPlugin\Words;

defined('LIB_DIR') || exit;

/** Page "Customers with F-Secure". */
final class Services extends Listing
{
    protected const SORTS = [
        'person', 'id', 'mms_id', 'product', 'license_size', 'status', 'activated_at', 'blocked_at',
    ];
    protected const KEY = 'id';

    public function states(): array
    {
        return [
            'present' => trans('<!metroport>— all but removed —'),
            'active' => Words::serviceState('active')[0],
            'blocked' => Words::serviceState('blocked')[0],
            'reserved' => Words::serviceState('reserved')[0],
            'new' => Words::serviceState('new')[0],
            'deleted' => Words::serviceState('deleted')[0],
            'all' => trans('<!metroport>— all —'),
        ];
    }

    protected function fetch(\Metroport\Client $client, string|int|bool ...$wanted): array
    {
        return $client->lists()->services(...$wanted);
    }

    public function row(array $row): array
    {
        [$state, $class] = Words::serviceState($row['status']);
        return self::person($row) + [
            'id' => $row['id'],
            'mms_id' => $row['mms_id'],
            'product' => self::product($row),
            'license_size' => $row['license_size'],
            'state' => $state,
            'state_class' => $class,
            'blockable' => in_array($row['status'], ['active', 'new', 'reserved'], true),
            'unblockable' => $row['status'] === 'blocked',
            'activated_at' => Format::time($row['activated_at']),
            'blocked_at' => Format::time($row['blocked_at']),
        ];
    }

    public function columns(): array
    {
        return [
            trans('<!metroport>Customer') => static fn (array $row): string => $row['person'],
            trans('<!metroport>LMS ID') => static fn (array $row): ?int => $row['customer_id'],
            trans('<!metroport>MMS ID') => static fn (array $row): int => $row['mms_id'],
            trans('<!metroport>Product') => self::product(...),
            trans('<!metroport>Devices') => static fn (array $row): int => $row['license_size'],
            trans('<!metroport>State') => static fn (array $row): string => Words::serviceState($row['status'])[0],
            trans('<!metroport>Activated') => static fn (array $row): string => Format::time($row['activated_at']),
            trans('<!metroport>Suspended') => static fn (array $row): string => Format::time($row['blocked_at']),
            trans('<!metroport>Service ID') => static fn (array $row): int => $row['id'],
        ];
    }

    /** MMS may have withdrawn a product that customers still have. */
    private static function product(array $row): string
    {
        return $row['product'] === '' ? '#' . $row['product_id'] : $row['product'];
    }
}
