<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Lists;

defined('LIB_DIR') || exit;

/** Page "F-Secure products". */
final class Products extends Listing
{
    protected const SORTS = ['name', 'id', 'ext_id', 'license_size'];

    protected function fetch(\Metroport\Client $client, string|int|bool ...$wanted): array
    {
        return $client->lists()->products(...$wanted);
    }

    public function row(array $row): array
    {
        return $row;
    }

    public function columns(): array
    {
        return [
            trans('<!metroport>Name') => static fn (array $row): string => $row['name'],
            trans('<!metroport>Description') => static fn (array $row): string => $row['description'],
            trans('<!metroport>Devices') => static fn (array $row): int => $row['license_size'],
            trans('F-Secure ID') => static fn (array $row): string => $row['ext_id'],
            trans('<!metroport>MMS ID') => static fn (array $row): int => $row['id'],
        ];
    }
}
