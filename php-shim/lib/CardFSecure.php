<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** What can be done with F-Secure services from the customer's card. */
final class CardFSecure
{
    /**
     * @param array<string, mixed> $posted
     * @return array<string, mixed>
     */
    public static function answer(array $posted): array
    {
        $fields = new Posted($posted);
        return match ($fields->text('action')) {
            'add' => self::add($fields),
            'tariffs' => Liability::offer('fsecure', $fields),
            'change', 'block', 'unblock', 'remove' => self::change($fields),
            default => throw new Refusal('request.action'),
        };
    }

    /** @return array<string, mixed> */
    private static function add(Posted $fields): array
    {
        $customer = $fields->id('customer_id');
        // What is wrong with the liability is told before MMS issues anything.
        $liability = $fields->text('liability') === '1' ? Liability::from($fields) : null;
        $client = Gateway::client();
        $service = $client->card()->addService($customer, $fields->id('product_id'), self::size($fields));

        return match (true) {
            $liability === null => ['notice' => trans('MMS has issued the licence.')],
            $liability->addFor($client, 'fsecure', $service, $customer) => ['notice' => trans('MMS has issued the licence; the liability was added.')],
            default => ['notice' => trans(
                'MMS has issued the licence, but the liability was not added. Add it in LMS by hand.',
            ), 'warning' => true],
        };
    }

    /** @return array{} */
    private static function change(Posted $fields): array
    {
        $client = Gateway::client();
        $service = $fields->id('service_id');
        ['mms_id' => $mms, 'status' => $status] = $client->card()->service($fields->id('customer_id'), $service);
        // MMS goes on listing what somebody has removed meanwhile.
        if ($status === 'deleted') {
            throw new Refusal('service.foreign');
        }
        $fsecure = $client->about($fields->id('customer_id'))->fsecure();

        match ($fields->text('action')) {
            'change' => $fsecure->change($service, $mms, $fields->id('product_id'), self::size($fields)),
            'block' => $fsecure->block($service),
            'unblock' => $fsecure->unblock($service),
            'remove' => $fsecure->remove($service),
        };
        return [];
    }

    private static function size(Posted $fields): int
    {
        $size = $fields->id('license_size');
        if ($size < 1 || $size > 1000 || $fields->id('product_id') === 0) {
            throw new Refusal('service.product');
        }
        return $size;
    }
}
