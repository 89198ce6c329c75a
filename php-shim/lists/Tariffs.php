<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Lists;

use LMSMetroportPlugin\Format;
use LMSMetroportPlugin\Words;

defined('LIB_DIR') || exit;

/** Page "Tariffs of services". */
final class Tariffs extends Listing
{
    protected const SORTS = ['name', 'item_id', 'price', 'charged', 'tariff'];

    public function states(): array
    {
        return [
            'all' => trans('<!metroport>— all —'),
            'untied' => trans('<!metroport>without a tariff'),
            'suggested' => trans('<!metroport>with a suggestion'),
            'tied' => trans('<!metroport>with a tariff'),
            'differs' => trans('<!metroport>with another price'),
            'without_cost' => trans('<!metroport>of unknown cost'),
            'metrotv' => 'MetroTV',
            'fsecure' => 'F-Secure',
        ];
    }

    public function statesLabel(): string
    {
        return trans('<!metroport>Packages and products');
    }

    protected function fetch(\Metroport\Client $client, string|int|bool ...$wanted): array
    {
        return $client->billing()->ties(...$wanted);
    }

    public function row(array $row): array
    {
        return [
            'service' => $row['service'],
            'item_id' => $row['item_id'],
            'kind' => self::kind($row),
            'name' => $row['name'],
            'price' => Format::money($row['price']),
            'charged' => Format::money($row['charged']),
            'cost' => $row['told'] ? Format::plainMoney($row['charged']) : '',
            'told' => $row['told'] ? trans('<!metroport>told by hand') : '',
            'tariff_id' => $row['tariff']['id'] ?? $row['suggestion']['id'] ?? '',
            'tariff' => self::tariff($row['tariff']),
            'suggestion' => self::tariff($row['suggestion']),
            'state' => self::state($row),
            'row_class' => $row['on_sale'] ? '' : 'blend',
        ];
    }

    public function columns(): array
    {
        return [
            trans('<!metroport>Kind') => self::kind(...),
            trans('<!metroport>ID') => static fn (array $row): int => $row['item_id'],
            trans('<!metroport>Name') => static fn (array $row): string => $row['name'],
            trans('<!metroport>Gross price') => static fn (array $row): string => Format::plainMoney($row['price']),
            trans('Metroport charges') => static fn (array $row): string => Format::plainMoney($row['charged']),
            trans('<!metroport>Tariff') => static fn (array $row): string => $row['tariff']['name'] ?? '',
            trans('Price of the tariff') => static fn (array $row): string =>
                Format::plainMoney($row['tariff']['price'] ?? null),
            trans('<!metroport>Suggestion') => static fn (array $row): string => $row['suggestion']['name'] ?? '',
            trans('<!metroport>Remarks') => self::state(...),
        ];
    }

    /** @param array<string, mixed> $row */
    private static function kind(array $row): string
    {
        return $row['service'] === 'metrotv' ? 'MetroTV, ' . Words::packageGroup($row['group']) : 'F-Secure';
    }

    /** @param ?array<string, mixed> $tariff */
    private static function tariff(?array $tariff): string
    {
        return $tariff === null
            ? ''
            : $tariff['name'] . ' — ' . Format::money($tariff['price'], $tariff['currency']);
    }

    /** @param array<string, mixed> $row */
    private static function state(array $row): string
    {
        $tariff = $row['tariff'];
        return implode(', ', array_filter([
            $row['on_sale'] ? '' : trans('<!metroport>not sold any more'),
            $tariff !== null && !$tariff['valid'] ? trans('the tariff is not valid today') : '',
            $tariff !== null && $row['price'] !== null && (float) $tariff['price'] !== (float) $row['price']
                ? trans('another price')
                : '',
        ]));
    }
}
