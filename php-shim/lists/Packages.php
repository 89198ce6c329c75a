<?php

declare(strict_types=1);

namespace LMSMetroportPlugin\Lists;

use LMSMetroportPlugin\Format;
use LMSMetroportPlugin\Words;

defined('LIB_DIR') || exit;

/** Page "MetroTV packages". */
final class Packages extends Listing
{
    protected const SORTS = [
        'group', 'id', 'pkg_name', 'pricenetto', 'pricebrutto', 'pricebrutto_provider', 'pkg_valid_from',
        'pkg_valid_to', 'countactive',
    ];

    public function states(): array
    {
        return [
            'all' => trans('<!metroport>— all —'),
            'base' => Words::packageGroup(1),
            'extra' => Words::packageGroup(2),
            'multiroom' => Words::packageGroup(3),
            'ppv' => Words::packageGroup(4),
            'active' => self::state('active')[0],
            'upcoming' => self::state('upcoming')[0],
            'expired' => self::state('expired')[0],
            'inactive' => self::state('inactive')[0],
        ];
    }

    public function statesLabel(): string
    {
        return trans('<!metroport>Packages');
    }

    protected function fetch(\Metroport\Client $client, string|int|bool ...$wanted): array
    {
        return $client->lists()->packages(...$wanted);
    }

    public function row(array $row): array
    {
        [$state, $class] = self::state($row['sale']);
        return [
            'id' => $row['id'],
            'name' => $row['pkg_name'],
            'description' => $row['pkg_desc'],
            'code' => $row['tariffcode'],
            'group' => Words::packageGroup($row['pkg_group']),
            'group_class' => $row['pkg_group'] === 1 ? 'bold' : '',
            'state' => $state,
            'state_class' => $class,
            'net' => Format::money($row['pricenetto']),
            'gross' => Format::money($row['pricebrutto']),
            'vat' => $row['vat'] . '%',
            'provider_net' => Format::money($row['pricenetto_provider']),
            'provider_gross' => Format::money($row['pricebrutto_provider']),
            'valid_from' => Format::day($row['pkg_valid_from']),
            'valid_to' => Format::day($row['pkg_valid_to']),
            'issued' => $row['countactive'],
            'row_class' => $row['sale'] === 'inactive' ? 'blend' : '',
        ];
    }

    public function columns(): array
    {
        $money = static fn (string $key): \Closure =>
            static fn (array $row): string => Format::plainMoney($row[$key]);

        return [
            trans('<!metroport>Group') => static fn (array $row): string => Words::packageGroup($row['pkg_group']),
            trans('<!metroport>Name') => static fn (array $row): string => $row['pkg_name'],
            trans('<!metroport>Code') => static fn (array $row): string => $row['tariffcode'],
            trans('<!metroport>Description') => static fn (array $row): string => $row['pkg_desc'],
            trans('Customer\'s price, net') => $money('pricenetto'),
            trans('Customer\'s price, gross') => $money('pricebrutto'),
            trans('<!metroport>VAT %') => static fn (array $row): int => $row['vat'],
            trans('Provider\'s price, net') => $money('pricenetto_provider'),
            trans('Provider\'s price, gross') => $money('pricebrutto_provider'),
            trans('<!metroport>Valid from') => static fn (array $row): string => Format::day($row['pkg_valid_from']),
            trans('<!metroport>Valid to') => static fn (array $row): string => Format::day($row['pkg_valid_to']),
            trans('<!metroport>State') => static fn (array $row): string => self::state($row['sale'])[0],
            trans('<!metroport>Issued') => static fn (array $row): int => $row['countactive'],
            trans('<!metroport>MMS ID') => static fn (array $row): int => $row['id'],
        ];
    }

    /** @return array{string, string} word, colour */
    private static function state(string $sale): array
    {
        return match ($sale) {
            'active' => [trans('<!metroport>on offer'), 'green'],
            'upcoming' => [trans('<!metroport>not yet valid'), 'brown'],
            'expired' => [trans('<!metroport>out of date'), 'red'],
            default => [trans('<!metroport>withdrawn'), 'red'],
        };
    }
}
