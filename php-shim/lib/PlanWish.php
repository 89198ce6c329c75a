<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** What the forms of the card want of a plan, as the extension takes it. Decides nothing. */
final class PlanWish
{
    /** @return array<string, mixed> as for Plans::make() */
    public static function from(Posted $fields): array
    {
        return match ($fields->text('kind')) {
            'issue' => self::issue($fields),
            'remove' => self::remove($fields),
            'change' => self::change($fields),
            default => throw new Refusal('plan.nothing'),
        };
    }

    /** @return array<string, mixed> */
    private static function issue(Posted $fields): array
    {
        $wish = ['kind' => 'issue', 'network_id' => $fields->id('network_id'), 'address' => $fields->address()];
        $packages = self::packages($fields->text('packages'));
        foreach (['base', 'extras', 'multirooms'] as $group) {
            $of = array_column(array_filter($packages, static fn (array $one): bool => $one[0] === $group), 1);
            if ($of !== []) {
                $wish[$group] = $group === 'base' ? $of[0] : $of;
            }
        }
        if ($fields->text('liability') === '1') {
            $wish['liabilities'] = Liability::dates($fields);
        }
        return $wish;
    }

    /** @return list<array{string, array<string, int|string>}> group and package */
    private static function packages(string $json): array
    {
        $rows = json_decode($json, true);
        $packages = [];
        foreach (is_array($rows) ? $rows : [] as $row) {
            if (!is_array($row)) {
                throw new Refusal('request.action');
            }
            $field = new Posted($row);
            $package = ['package_id' => $field->id('package_id'), 'price' => $field->amount('price')];
            if ($field->text('decoder') !== '') {
                $package['decoder'] = $field->text('decoder');
            }
            if ($field->id('tariff_id') !== 0) {
                $package['tariff_id'] = $field->id('tariff_id');
            }
            $packages[] = [$field->text('group'), $package];
        }
        return $packages;
    }

    /** @return array<string, mixed> */
    private static function remove(Posted $fields): array
    {
        $wish = ['kind' => 'remove'];
        if ($fields->id('account_id') !== 0) {
            $wish['account_id'] = $fields->id('account_id');
        }
        $ending = json_decode($fields->text('ending'), true);
        $ids = array_values(array_filter(array_map(intval(...), is_array($ending) ? $ending : [])));
        if ($ids !== []) {
            $wish += ['end_liabilities' => $ids, 'end' => Liability::midnight($fields->text('end')) + 86399];
        }
        return $wish;
    }

    /** @return array<string, mixed> */
    private static function change(Posted $fields): array
    {
        $wish = ['kind' => 'change', 'account_id' => $fields->id('account_id'), 'address' => $fields->address()];
        if ($fields->id('network_id') !== 0) {
            $wish['network_id'] = $fields->id('network_id');
        }
        if ($fields->id('package_id') !== 0) {
            $wish['base'] = ['package_id' => $fields->id('package_id'), 'price' => $fields->amount('price')];
        }
        return $wish;
    }
}
