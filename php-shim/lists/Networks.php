<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Lists;

defined('LIB_DIR') || exit;

/** Page "MetroTV networks". */
final class Networks extends Listing
{
    protected const SORTS = ['name', 'id', 'address', 'size', 'decoders', 'free', 'transport'];

    public function states(): array
    {
        return [
            'all' => trans('<!metroport>— all —'),
            'free' => trans('<!metroport>with free places'),
            'full' => trans('<!metroport>full'),
        ];
    }

    public function statesLabel(): string
    {
        return trans('<!metroport>Networks');
    }

    protected function fetch(\Metroport\Client $client, string|int|bool ...$wanted): array
    {
        return $client->lists()->networks(...$wanted);
    }

    public function row(array $row): array
    {
        return [
            'id' => $row['id'],
            'name' => $row['name'],
            'address' => $row['address'] . ($row['mask_prefix'] === null ? '' : '/' . $row['mask_prefix']),
            'mask' => $row['mask'],
            'transport' => $row['transport'],
            'size' => $row['size'],
            'decoders' => $row['decoders'],
            'free' => $row['free'],
            'free_class' => $row['free'] > 0 ? 'green' : 'red',
        ];
    }

    public function columns(): array
    {
        return [
            trans('<!metroport>Name') => static fn (array $row): string => $row['name'],
            trans('<!metroport>Address') => static fn (array $row): string => $row['address'],
            trans('<!metroport>Mask') => static fn (array $row): string => $row['mask'],
            trans('<!metroport>Transport') => static fn (array $row): string => $row['transport'],
            trans('<!metroport>Size') => static fn (array $row): int => $row['size'],
            trans('<!metroport>Decoders issued') => static fn (array $row): int => $row['decoders'],
            trans('<!metroport>Free places') => static fn (array $row): int => $row['free'],
            trans('<!metroport>MMS ID') => static fn (array $row): int => $row['id'],
        ];
    }
}
