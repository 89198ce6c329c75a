<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Lists;

use LMSMetroportPlugin\Format;
use LMSMetroportPlugin\Gateway;
use LMSMetroportPlugin\Words;

defined('LIB_DIR') || exit;

/** Page "MetroTV accounts". */
final class Accounts extends Listing
{
    protected const SORTS = [
        'person', 'id', 'mms_id', 'active', 'activated_at', 'blocked_at', 'decoders', 'net', 'vat', 'gross',
    ];
    protected const KEY = 'id';

    /** MMS tells the packages of one account at a time, and a request has to end in time. */
    protected const PART = 100;

    public function states(): array
    {
        return [
            'all' => trans('<!metroport>— all —'),
            'active' => Words::accountState(true)[0],
            'blocked' => Words::accountState(false)[0],
        ];
    }

    protected function fetch(\Metroport\Client $client, string|int|bool ...$wanted): array
    {
        return $client->lists()->accounts(...[...$wanted, 'packages' => false]);
    }

    protected function fetchWhole(\Metroport\Client $client, string|int|bool ...$wanted): array
    {
        return $client->lists()->accounts(...$wanted);
    }

    protected function later(array $ids): array
    {
        return array_map(
            static fn (array $row): array => ['id' => $row['id'], 'packages' => self::packages($row)],
            Gateway::client()->lists()->packagesOf($ids),
        );
    }

    public function row(array $row): array
    {
        [$state, $class] = Words::accountState($row['active']);
        return self::person($row) + [
            'id' => $row['id'],
            'mms_id' => $row['mms_id'],
            'decoders' => $row['decoders'],
            'state' => $state,
            'state_class' => $class,
            'blockable' => $row['active'],
            'unblockable' => !$row['active'],
            'activated_at' => Format::time($row['activated_at']),
            'blocked_at' => $row['active'] ? '' : Format::time($row['blocked_at']),
            'net' => Format::money($row['net']),
            'vat' => Format::money($row['vat']),
            'gross' => Format::money($row['gross']),
        ];
    }

    public function columns(): array
    {
        $money = static fn (string $key): \Closure =>
            static fn (array $row): string => Format::plainMoney($row[$key]);

        return [
            trans('<!metroport>Customer') => static fn (array $row): string => $row['person'],
            trans('<!metroport>LMS ID') => static fn (array $row): ?int => $row['customer_id'],
            trans('<!metroport>MMS ID') => static fn (array $row): int => $row['mms_id'],
            trans('<!metroport>Account ID') => static fn (array $row): int => $row['id'],
            trans('<!metroport>Packages') => self::packages(...),
            trans('<!metroport>Decoders') => static fn (array $row): int => $row['decoders'],
            trans('<!metroport>State') => static fn (array $row): string => Words::accountState($row['active'])[0],
            trans('<!metroport>Activated') => static fn (array $row): string => Format::time($row['activated_at']),
            trans('<!metroport>Blocked since') => static fn (array $row): string =>
                $row['active'] ? '' : Format::time($row['blocked_at']),
            trans('<!metroport>Net') => $money('net'),
            trans('<!metroport>VAT') => $money('vat'),
            trans('<!metroport>Gross') => $money('gross'),
        ];
    }

    private static function packages(array $row): string
    {
        return $row['packages'] === null
            ? trans('MMS did not tell the packages')
            : implode(', ', $row['packages']);
    }
}
