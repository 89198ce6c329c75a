<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** What the customer's card shows, in words. */
final class CardState
{
    /**
     * @param array<string, mixed> $posted
     * @return array<string, mixed>
     */
    public static function answer(array $posted): array
    {
        $customer = (new Posted($posted))->id('customer_id');
        $client = Gateway::client();
        // Before MMS is looked at, so that the card shows what MMS has then.
        $wish = DataWish::finish($client->queue(), $customer);
        $card = self::of($client->card()->state($customer));
        $card['link'] += DataWish::words($wish);
        $plan = $client->plans()->unfinished($customer);
        // One at a time.
        $card['link']['plan'] = $plan === null ? null : PlanWords::of($plan);
        $card['link']['can_issue'] = $plan === null && ($card['link']['linked'] || $card['link']['can_match']);
        $card['link']['can_remove'] = $plan === null && $card['link']['linked'] && !self::isEmpty($card);
        return $card;
    }

    /**
     * Whether it is known that the customer has nothing in MMS.
     *
     * @param array<string, mixed> $card as from of()
     */
    private static function isEmpty(array $card): bool
    {
        return ($card['fsecure']['services'] ?? null) === [] && ($card['metrotv']['accounts'] ?? null) === [];
    }

    /**
     * @param array<string, mixed> $state as from Card::state()
     * @return array<string, mixed>
     */
    public static function of(array $state): array
    {
        return [
            'link' => self::link($state),
            'fsecure' => self::part(
                $state['fsecure'],
                static fn (array $data): array => self::fsecure($data) + self::licence($state),
            ),
            'metrotv' => self::part(
                $state['metrotv'],
                static fn (array $data): array => self::metrotv($data, $state['customer']),
            ),
        ];
    }

    /**
     * @param array<string, mixed> $part
     * @param callable(array<string, mixed>): array<string, mixed> $words
     * @return array<string, mixed>
     */
    private static function part(array $part, callable $words): array
    {
        return match (true) {
            $part['error'] !== null => ['error' => self::error($part['error'])],
            $part['data'] !== null => $words($part['data']),
            default => ['unlinked' => true],
        };
    }

    /** @param array<string, string> $error */
    private static function error(array $error): array
    {
        return [
            'code' => $error['code'],
            'sentence' => Failure::sentence($error['code']),
            'mms' => $error['mms_text'],
        ];
    }

    /** @param array<string, mixed> $state */
    private static function link(array $state): array
    {
        $problem = $state['customer']['problem'];
        $gone = $state['user']['data'] !== null && !$state['user']['data']['known'];
        $unlinked = $state['mms_id'] === null || $gone;

        return [
            'mms_id' => $state['mms_id'],
            'linked' => !$unlinked,
            'gone' => $gone ? trans(
                'MMS does not know customer #$a any more, to whom this one is linked.',
                (string) $state['mms_id'],
            ) : '',
            'absent' => $state['mms_id'] === null,
            'can_match' => $unlinked && $problem === null,
            'can_update' => !$unlinked && $problem === null,
            'problem' => $problem === null ? '' : Failure::sentence($problem),
            'error' => $state['user']['error'] === null ? null : self::error($state['user']['error']),
        ];
    }

    /** @param array<string, mixed> $data */
    private static function fsecure(array $data): array
    {
        return ['services' => array_map(self::service(...), $data['services']), 'products' => $data['products']];
    }

    /**
     * Where a new licence goes, or why there can be none.
     *
     * @param array<string, mixed> $state
     * @return array{email: string, refusal: string}
     */
    private static function licence(array $state): array
    {
        $user = $state['user']['data'];
        $email = $user['email'] ?? '';
        return ['email' => $email, 'refusal' => match (true) {
            $user === null || $email !== '' => '',
            $state['customer']['email'] !== null => trans(
                'MMS has no e-mail address of this customer, so the licence could not reach him. LMS has one: use "Update data in Metroport" first.'
            ),
            default => trans(
                'MMS has no e-mail address of this customer, so the licence could not reach him. Enter one in his data in LMS (Edit - e-mail) and use "Update data in Metroport".'
            ),
        }];
    }

    /** @param array<string, mixed> $service */
    private static function service(array $service): array
    {
        [$word, $colour] = Words::serviceState($service['status']);
        return [
            'service_id' => $service['id'],
            'product_id' => $service['product_id'],
            'product' => $service['product'] === '' ? '#' . $service['product_id'] : $service['product'],
            'license_size' => $service['license_size'],
            'state' => $word,
            'colour' => $colour,
            'activated' => Format::time($service['activated_at']),
            'blocked' => Format::time($service['blocked_at']),
            'is_blocked' => $service['status'] === 'blocked',
        ];
    }

    /**
     * @param array<string, mixed> $data
     * @param array<string, mixed> $customer
     */
    private static function metrotv(array $data, array $customer): array
    {
        return [
            'accounts' => array_map(self::account(...), $data['accounts']),
            'networks' => array_map(static fn (array $network): array => [
                'value' => $network['id'],
                'label' => trans('<!metroport>$a (free: $b)', $network['name'], (string) $network['free']),
            ], $data['networks']),
            'street' => $customer['street'],
            'house' => $customer['house'],
            'flat' => $customer['flat'],
            'zip' => $customer['zip'],
            'city' => $customer['city'],
        ];
    }

    /** @param array<string, mixed> $account */
    private static function account(array $account): array
    {
        [$word, $colour] = Words::accountState($account['active']);
        $money = static fn (string $key): string => Format::money($account[$key], $account['currency']);
        $orders = array_filter([$account['base'], ...$account['extras'], ...$account['multirooms']]);

        return [
            'account_id' => $account['id'],
            'street' => $account['street'],
            'house' => $account['house'],
            'flat' => $account['flat'],
            'zip' => $account['zip'],
            'city' => $account['city'],
            'address' => Format::address($account),
            'network' => $account['network'] === '' ? '#' . $account['network_id'] : $account['network'],
            'state' => $word,
            'colour' => $colour,
            'is_active' => $account['active'],
            'net' => $money('net'),
            'vat' => $money('vat'),
            'gross' => $money('gross'),
            'removable' => $account['removable'],
            'has_base' => (bool) ($account['base']['active'] ?? false),
            'packages' => array_map(
                static fn (array $order): array => self::package($order, $account),
                array_values($orders),
            ),
        ];
    }

    /**
     * @param array<string, mixed> $order
     * @param array<string, mixed> $account
     */
    private static function package(array $order, array $account): array
    {
        $ids = ['account_id' => $account['id'], 'order_id' => $order['order_id']];
        return $ids + [
            'name' => $order['name'] === '' ? '#' . $order['package_id'] : $order['name'],
            'group' => Words::packageGroup($order['group']),
            'price' => Format::money($order['price'], $order['currency']),
            'is_over' => !$order['active'],
            'ended' => Format::day($order['ends']),
            'row_class' => $order['active'] ? '' : 'blend',
            'removable' => in_array($order['order_id'], $account['removable_orders'], true),
            'takes_decoder' => in_array($order['order_id'], $account['places'], true),
            'network' => $account['network'],
            'decoders' => array_map(static fn (array $decoder): array => $ids + [
                'mac' => $decoder['mac'],
                'serial' => $decoder['serialnumber'],
                'model' => $decoder['modelname'],
                'ip' => $decoder['addressip'],
            ], $order['decoders']),
        ];
    }
}
