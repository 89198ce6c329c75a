<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Lists;

use LMSMetroportPlugin\Words;

defined('LIB_DIR') || exit;

/** Page "MetroTV decoders". */
final class Decoders extends Listing
{
    protected const SORTS = [
        'id', 'mac', 'serialnumber', 'modelname', 'addressip', 'statusname', 'person', 'iptv_accountid',
    ];
    protected const KEY = 'id';

    private const DELETED = 3;

    /** Whether it may be deleted from the warehouse: nobody has it, and it is not deleted yet. */
    public static function isDeletable(array $row): bool
    {
        return $row['iptv_accountid'] === 0 && $row['statusname'] !== 'wydane' && $row['status'] !== self::DELETED;
    }

    public function states(): array
    {
        return [
            'all' => trans('<!metroport>— all —'),
            'issued' => Words::decoderState('wydane')[0],
            'warehouse' => Words::decoderState('w magazynie')[0],
            'reserved' => Words::decoderState('zarezerwowane')[0],
            'damaged' => Words::decoderState('uszkodzone')[0],
            'deleted' => Words::decoderState('usunięte')[0],
            'other' => trans('<!metroport>in another state'),
        ];
    }

    protected function fetch(\Metroport\Client $client, string|int|bool ...$wanted): array
    {
        return $client->lists()->decoders(...$wanted);
    }

    public function row(array $row): array
    {
        [$state, $class] = Words::decoderState($row['statusname']);
        return self::person($row) + [
            'id' => $row['id'],
            'mac' => $row['mac'],
            'serial' => $row['serialnumber'],
            'model' => $row['modelname'],
            'address' => $row['addressip'],
            'account_id' => $row['iptv_accountid'] ?: null,
            'description' => $row['description'],
            'state' => $state,
            'state_class' => $class,
            'deletable' => self::isDeletable($row),
            'row_class' => $row['status'] === self::DELETED ? 'blend' : '',
        ];
    }

    public function columns(): array
    {
        return [
            trans('<!metroport>Serial number') => static fn (array $row): string => $row['serialnumber'],
            trans('<!metroport>MAC') => static fn (array $row): string => $row['mac'],
            trans('<!metroport>Model') => static fn (array $row): string => $row['modelname'],
            trans('<!metroport>State') => static fn (array $row): string => Words::decoderState($row['statusname'])[0],
            trans('<!metroport>IP address') => static fn (array $row): string => $row['addressip'],
            trans('<!metroport>Customer') => static fn (array $row): string => $row['person'],
            trans('<!metroport>LMS ID') => static fn (array $row): ?int => $row['customer_id'],
            trans('<!metroport>Account ID') => static fn (array $row): ?int => $row['iptv_accountid'] ?: null,
            trans('<!metroport>Description') => static fn (array $row): string => $row['description'],
            trans('<!metroport>Decoder ID') => static fn (array $row): int => $row['id'],
        ];
    }
}
