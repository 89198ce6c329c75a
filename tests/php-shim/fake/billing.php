<?php

/** The part of the fake extension that is about liabilities. */

declare(strict_types=1);

namespace Metroport;

use MetroportFake\Script;

/** Tariff 5 is tied to everything. */
final class Billing
{
    public function ties(
        int $offset = 0,
        int $limit = 100,
        string $search = '',
        string $sort = 'name',
        bool $descending = false,
        string $state = 'all',
    ): array {
        Script::call('ties', $offset, $limit, $search, $sort, $descending, $state);
        $tariff = ['id' => 5, 'name' => '<b>TV</b>', 'price' => '45.00', 'currency' => 'PLN', 'period' => 3, 'valid' => true];
        $package = ['service' => 'metrotv', 'item_id' => 310, 'name' => 'Podstawowy <i>', 'group' => 1, 'price' => '49.90',
            'charged' => '30.10', 'told' => false, 'on_sale' => true, 'tariff' => $tariff, 'suggestion' => null];
        $product = ['service' => 'fsecure', 'item_id' => 51, 'name' => 'SAFE', 'group' => 0, 'price' => null,
            'charged' => '4.50', 'told' => true, 'on_sale' => true, 'tariff' => null, 'suggestion' => $tariff];
        $old = ['on_sale' => false, 'tariff' => ['valid' => false, 'price' => '49.900'] + $tariff] + $package;
        $rows = $state === 'tied' ? [$package, $old] : [$package, $product, $old];
        return ['total' => count($rows), 'rows' => array_slice($rows, $offset, $limit)];
    }

    public function tie(string $service, int $item_id, int $tariff_id): void
    {
        Script::call('tie', $service, $item_id, $tariff_id);
    }

    public function untie(string $service, int $item_id, int $tariff_id): bool
    {
        Script::call('untie', $service, $item_id, $tariff_id);
        return $tariff_id === 5;
    }

    public function tellCost(string $service, int $item_id, ?string $cost = null): void
    {
        Script::call('tellCost', $service, $item_id, $cost);
    }

    public function tieSuggested(): int
    {
        Script::call('tieSuggested');
        return 2;
    }

    public function tariffOf(string $service, int $item_id, ?string $price = null): ?int
    {
        Script::call('tariffOf', $service, $item_id, $price);
        return 5;
    }

    public function record(string $service, int $mms_id, int $customer_id, int $assignment_id): void
    {
        Script::call('record', $service, $mms_id, $customer_id, $assignment_id);
    }

    public function differences(
        int $offset = 0,
        int $limit = 100,
        string $search = '',
        string $sort = 'customer_name',
        bool $descending = false,
        string $state = 'all',
    ): array {
        Script::call('differences', $offset, $limit, $search, $sort, $descending, $state);
        return ['total' => count(Script::$differences), 'rows' => array_slice(Script::$differences, $offset, $limit),
            'too_little' => '49.90', 'too_much' => '0', 'looked_at' => Script::$differences === [] ? null : 1704070620];
    }

    public function ofCustomer(int $customer_id): array
    {
        Script::call('ofCustomer', $customer_id);
        return Script::$differences;
    }

    public function pairings(int $customer_id): array
    {
        Script::call('pairings', $customer_id);
        return Script::$pairings;
    }

    public function takeMonth(?string $month = null, bool $dry_run = false): array
    {
        Script::call('takeMonth', $month, $dry_run);
        return Script::$sync;
    }

    public function month(
        string $month,
        string $by = 'service',
        int $offset = 0,
        int $limit = 100,
        string $search = '',
        string $sort = 'customer_name',
        bool $descending = false,
    ): array {
        Script::call('month', $month, $by, $offset, $limit, $search, $sort, $descending);
        $row = ['customer_id' => 7, 'customer_name' => '<b>ŻÓŁĆ</b>', 'service' => 'metrotv', 'name' => 'Podstawowy', 'services' => 2,
            'days' => 40, 'income' => '80.00', 'cost' => '90.00', 'without_cost' => 0, 'margin' => '-10.00', 'unbilled' => '20.00',
            'position' => null, 'adding' => false];
        $rows = [$row, ['name' => 'Filmowy', 'position' => '20.00', 'without_cost' => 1] + $row, ['customer_id' => null, 'customer_name' => ''] + $row];
        return ['total' => 3, 'rows' => $rows, 'income' => '240.00', 'cost' => '270.00', 'margin' => '-30.00'];
    }

    public function claimPosition(string $month, int $customer_id): string
    {
        Script::call('claimPosition', $month, $customer_id);
        return '24.60';
    }

    public function settlePosition(string $month, int $customer_id, ?int $assignment_id = null): void
    {
        Script::call('settlePosition', $month, $customer_id, $assignment_id);
    }
}
