<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** What can be done with MetroTV from the customer's card. */
final class CardMetroTv
{
    /**
     * @param array<string, mixed> $posted
     * @return array<string, mixed>
     */
    public static function answer(array $posted): array
    {
        $fields = new Posted($posted);
        $client = Gateway::client();
        $card = $client->card();
        $customer = $fields->id('customer_id');
        $metrotv = $client->about($customer)->metrotv();
        // Nothing but the customer's own accounts can be meant: the extension checks it, or is asked to.
        $account = static function () use ($fields, $card, $customer): int {
            $id = $fields->id('account_id');
            $card->account($customer, $id);
            return $id;
        };
        $action = $fields->text('action');

        if ($action === 'offer') {
            return self::offer($card->offer($customer, $fields->id('account_id')));
        }
        if ($action === 'tariffs') {
            return Liability::offer('metrotv', $fields);
        }
        if ($action === 'issue_package') {
            return self::issuePackage($client, $customer, $fields);
        }
        match ($action) {
            'add_account' => $card->addAccount($customer, $fields->id('network_id'), $fields->address()),
            'change_address' => $card->changeAddress($customer, $fields->id('account_id'), $fields->address()),
            'remove_account' => $metrotv->removeAccount($account()),
            'block' => $metrotv->blockAccount($account()),
            'unblock' => $metrotv->unblockAccount($account()),
            'remove_package' => $metrotv->removePackage($account(), $fields->id('order_id')),
            'issue_decoder' => $card->issueDecoder(
                $customer,
                $fields->id('account_id'),
                $fields->id('order_id'),
                $fields->text('mac'),
            ),
            'return_decoder' => $metrotv->returnDecoder($account(), $fields->text('mac')),
            default => throw new Refusal('request.action'),
        };
        return [];
    }

    /** @return array<string, mixed> */
    private static function issuePackage(\Metroport\Client $client, int $customer, Posted $fields): array
    {
        // What is wrong with the liability is told before MMS issues anything.
        $liability = $fields->text('liability') === '1' ? Liability::from($fields) : null;
        $order = $client->card()->issuePackage(
            $customer,
            $fields->id('account_id'),
            $fields->id('package_id'),
            $fields->amount('price'),
        );
        return match (true) {
            $liability === null => [],
            $liability->addFor($client, 'metrotv', $order, $customer) => [
                'notice' => trans('MMS has issued the package; the liability was added.'),
            ],
            default => ['notice' => trans(
                'MMS has issued the package, but the liability was not added. Add it in LMS by hand.',
            ), 'warning' => true],
        };
    }

    /**
     * @param array<string, mixed> $offer as from Card::offer()
     * @return array<string, list<array<string, string>>>
     */
    public static function offer(array $offer): array
    {
        $package = static fn (array $package): array => [
            'value' => (string) $package['id'],
            'label' => trim($package['name'] . ' — ' . Format::money($package['price']), ' —'),
            'price' => Format::plainMoney($package['price']),
            'description' => trim($package['description'] . ' ' . (
                $package['valid_to'] === null ? '' : trans('Sold until $a.', Format::day($package['valid_to']))
            )),
        ];
        return [
            'base' => array_map($package, $offer['base']),
            'extras' => array_map($package, $offer['extras']),
            'multirooms' => array_map($package, $offer['multirooms']),
            'decoders' => array_map(static fn (array $decoder): array => [
                'value' => $decoder['mac'],
                'label' => implode(', ', array_filter(
                    [$decoder['mac'], $decoder['serial_number'], $decoder['model']],
                    static fn (string $word): bool => $word !== '',
                )),
            ], $offer['decoders']),
        ];
    }
}
