<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Lists;

defined('LIB_DIR') || exit;

/** Page "Decoder models". */
final class Models extends Listing
{
    protected const SORTS = ['name', 'id'];

    protected function fetch(\Metroport\Client $client, string|int|bool ...$wanted): array
    {
        return $client->lists()->models(...$wanted);
    }

    public function row(array $row): array
    {
        return [
            'id' => $row['id'],
            'name' => $row['name'],
            'description' => $row['description'],
            'mycast' => $row['mycast_supported'],
        ];
    }

    public function columns(): array
    {
        return [
            trans('<!metroport>Model') => static fn (array $row): string => $row['name'],
            trans('<!metroport>Description') => static fn (array $row): string => $row['description'],
            trans('<!metroport>MyCast') => static fn (array $row): string =>
                $row['mycast_supported'] ? trans('<!metroport>yes') : trans('<!metroport>no'),
            trans('<!metroport>MMS ID') => static fn (array $row): int => $row['id'],
        ];
    }
}
