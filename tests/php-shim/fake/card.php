<?php

/** The part of the fake extension that the customer's card uses. */

declare(strict_types=1);

namespace Metroport;

use MetroportFake\Script;

/** Customer 7 is linked, 8 is not; what a test puts into Script::$card is merged over the state. */
final class Card
{
    private const ADDRESS = ['street' => 'Długa', 'house' => '5', 'flat' => '', 'zip' => '90-001', 'city' => 'Łódź'];

    public function state(int $customer_id): array
    {
        Script::call('state', $customer_id);
        $nothing = ['data' => null, 'error' => null];
        $linked = $customer_id === 7;
        $data = static fn (array $data): array => $linked ? ['data' => $data, 'error' => null] : $nothing;

        return array_replace([
            'mms_id' => $linked ? 1007 : null,
            'customer' => ['problem' => null, 'email' => 'lms@example.com'] + self::ADDRESS,
            'user' => $data(['known' => true, 'email' => 'mms@example.com']),
            'fsecure' => $data(['services' => [self::serviceRow()], 'products' => [
                ['id' => 51, 'ext_id' => 'a', 'name' => '<b>SAFE</b>', 'description' => '', 'license_size' => 3],
            ]]),
            'metrotv' => $data(['accounts' => [self::accountRow()], 'networks' => [
                ['id' => 61, 'name' => 'IPTV-01', 'free' => 4],
            ]]),
        ], Script::$card);
    }

    public function matchUser(int $customer_id): array
    {
        Script::call('matchUser', $customer_id);
        return ['outcome' => 'added', 'mms_id' => 1008, 'candidates' => []];
    }

    public function link(int $customer_id, int $mms_id): void
    {
        Script::call('link', $customer_id, $mms_id);
    }

    public function update(int $customer_id): array
    {
        Script::call('update', $customer_id);
        return ['email', 'house'];
    }

    public function service(int $customer_id, int $service_id): array
    {
        Script::call('service', $customer_id, $service_id);
        return self::serviceRow();
    }

    public function addService(int $customer_id, int $product_id, int $license_size): int
    {
        Script::call('addService', $customer_id, $product_id, $license_size);
        return 20001;
    }

    public function account(int $customer_id, int $account_id): array
    {
        Script::call('account', $customer_id, $account_id);
        return self::accountRow();
    }

    public function offer(int $customer_id, int $account_id): array
    {
        Script::call('offer', $customer_id, $account_id);
        $package = ['id' => 310, 'name' => 'Podstawowy', 'description' => 'opis', 'price' => '29.90', 'valid_to' => '2027-01-31'];
        return [
            'base' => [$package],
            'extras' => [['description' => '', 'price' => null, 'valid_to' => null] + $package],
            'multirooms' => [],
            'decoders' => [['mac' => '00:1B:00:00:00:01', 'serial_number' => 'S1', 'model' => '']],
            'highest_price' => '99999.99',
        ];
    }

    public function addAccount(int $customer_id, int $network_id, array $address): int
    {
        Script::call('addAccount', $customer_id, $network_id, $address);
        return 40001;
    }

    public function changeAddress(int $customer_id, int $account_id, array $address): void
    {
        Script::call('changeAddress', $customer_id, $account_id, $address);
    }

    public function issuePackage(int $customer_id, int $account_id, int $package_id, string $price): int
    {
        Script::call('issuePackage', $customer_id, $account_id, $package_id, $price);
        return 700001;
    }

    public function issueDecoder(int $customer_id, int $account_id, int $order_id, string $mac): void
    {
        Script::call('issueDecoder', $customer_id, $account_id, $order_id, $mac);
    }

    private static function serviceRow(): array
    {
        return [
            'id' => 20001, 'mms_id' => 1007, 'product_id' => 51, 'product' => '<b>SAFE</b>', 'license_size' => 3,
            'status' => 'blocked', 'activated_at' => 1704070620, 'blocked_at' => 1704157020,
        ];
    }

    private static function accountRow(): array
    {
        $order = static fn (int $id, int $group, bool $active, array $decoders): array => [
            'order_id' => $id, 'package_id' => 310, 'name' => 'P' . $id, 'group' => $group, 'active' => $active,
            'ends' => $active ? null : '2026-11-22', 'price' => '15.00', 'currency' => 'PLN', 'decoders' => $decoders,
        ];
        $decoder = [
            'mac' => '00:1B:00:00:00:01', 'serialnumber' => 'S1', 'modelname' => '<i>Kaon</i>', 'addressip' => '10.0.0.2',
        ];
        return [
            'id' => 40001, 'mms_id' => 1007, 'active' => false, 'network_id' => 61, 'network' => '',
            'currency' => 'PLN', 'net' => '36.50', 'vat' => '8.40', 'gross' => '44.90',
            'base' => $order(1, 1, true, [$decoder]),
            'extras' => [$order(2, 2, true, []), $order(3, 2, false, [])],
            'multirooms' => [$order(4, 3, true, [])],
            'removable' => false, 'removable_orders' => [2, 4], 'places' => [4],
        ] + self::ADDRESS;
    }
}

final class FSecure
{
    public function change(int $service_id, int $mms_id, int $product_id, int $license_size): void
    {
        Script::call('change', $service_id, $mms_id, $product_id, $license_size);
    }

    public function block(int $service_id): void
    {
        Script::call('block', $service_id);
    }

    public function unblock(int $service_id): void
    {
        Script::call('unblock', $service_id);
    }

    public function remove(int $service_id): void
    {
        Script::call('remove', $service_id);
    }
}
