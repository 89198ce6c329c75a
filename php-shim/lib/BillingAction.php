<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** Ties tariffs of LMS to packages and products, mends liabilities that differ from services, adds positions of a settlement. */
final class BillingAction
{
    /**
     * @param array<string, mixed> $posted
     * @return array<string, mixed>
     */
    public static function answer(array $posted): array
    {
        $fields = new Posted($posted);
        return match ($fields->text('action')) {
            'look' => self::look($fields->id('customer_id')),
            'mend' => self::mend($fields),
            'position' => ['notice' => trans(
                'The position was added: $a.',
                Format::money(SettlementPosition::add(Gateway::client(), $fields->text('month'), $fields->id('customer_id'))),
            )],
            'tariffs' => ['options' => Liability::choices()],
            'tie' => self::tie($fields),
            'cost' => self::cost($fields),
            'tie_suggested' => ['notice' => trans(
                'Tied: $a.',
                (string) Gateway::client()->billing()->tieSuggested(),
            )],
            'untie' => self::untie($fields),
            default => throw new Refusal('request.action'),
        };
    }

    /** @return array{notice: string} */
    private static function look(int $customer): array
    {
        $rows = Gateway::client()->billing()->ofCustomer($customer);
        return ['notice' => $rows === []
            ? trans('Customer #$a: services and liabilities agree.', (string) $customer)
            : trans('Customer #$a: differences: $b.', (string) $customer, (string) count($rows))];
    }

    /** @return array{notice: string} */
    private static function mend(Posted $fields): array
    {
        Mending::carryOut(
            Gateway::client(),
            $fields->id('customer_id'),
            $fields->text('key'),
            $fields->text('how'),
            $fields->id('tariff_id'),
        );
        return ['notice' => trans('Customer #$a: done.', (string) $fields->id('customer_id'))];
    }

    /** @return array{notice: string} */
    private static function tie(Posted $fields): array
    {
        Gateway::client()->billing()->tie(self::service($fields), $fields->id('item_id'), $fields->id('tariff_id'));
        return ['notice' => trans('The tariff is tied.')];
    }

    /** @return array{notice: string} */
    private static function cost(Posted $fields): array
    {
        $cost = $fields->amount('cost');
        Gateway::client()->billing()->tellCost(self::service($fields), $fields->id('item_id'), $cost === '' ? null : $cost);
        return ['notice' => $cost === '' ? trans('The cost is what MMS tells.') : trans('The cost is recorded.')];
    }

    /** @return array{notice: string} */
    private static function untie(Posted $fields): array
    {
        $gone = Gateway::client()->billing()->untie(
            self::service($fields),
            $fields->id('item_id'),
            $fields->id('tariff_id'),
        );
        return $gone ? ['notice' => trans('The tariff is not tied any more.')] : throw new Refusal('tie.gone');
    }

    private static function service(Posted $fields): string
    {
        $service = $fields->text('service');
        return in_array($service, ['metrotv', 'fsecure'], true) ? $service : throw new Refusal('tie.item');
    }
}
