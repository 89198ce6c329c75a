<?php

/** One page that a clerk opens or sends, by chance; `$config` is there. What goes wrong is told in a word. */

declare(strict_types=1);

$client = new Metroport\Client($config + ['user' => 0, 'actor' => 'clerk']);
$customer = random_int(1, 60);
$account = static function () use ($client, $customer): int {
    return $client->card()->state($customer)['metrotv']['data']['accounts'][0]['id'] ?? 0;
};
$accounts = static fn (int $of): array => array_column($client->card()->state($of)['metrotv']['data']['accounts'] ?? [], 'id');
$one = static fn (array $of): mixed => $of[array_rand($of)];
$address = ['street' => 'Żwirowa', 'house' => '1', 'flat' => '', 'zip' => '45-001', 'city' => 'Opole'];
// A plan of the customer: begun, or carried on where somebody else left it, which may be in the middle.
$plan = static function () use ($client, $customer, $accounts, $one, $address): void {
    $plans = $client->plans();
    $plan = $plans->unfinished($customer);
    if ($plan === null) {
        $has = $accounts($customer);
        if (count($has) > 1) {
            $wish = ['kind' => 'remove', 'account_id' => max($has)];
        } else {
            $choices = $plans->choices($customer);
            $wish = ['kind' => 'issue', 'network_id' => $one($choices['networks'])['id'], 'address' => $address,
                'base' => ['package_id' => $one($choices['base'])['id']]];
            if ($choices['decoders'] !== []) {
                $wish['base']['decoder'] = $one($choices['decoders'])['mac'];
            }
        }
        $shown = $plans->make($customer, $wish, true);
        $plan = $plans->make($customer, $wish, false, $shown['print']);
    } elseif (random_int(1, 8) === 1) {
        $plan = $plans->direct($customer, !$plan['back']);
    }
    for ($steps = random_int(1, 6); $steps > 0 && $plan['next'] !== null && $plan['state'] !== 'stopped'; $steps--) {
        $plan = $plans->step($customer);
    }
};
// Many rows at once: one after another, each with a result of its own, as the lists do it.
$many = static function (callable $act): void {
    $refused = null;
    foreach ((array) array_rand(array_flip(range(1, 60)), 5) as $of) {
        try {
            $act($of);
        } catch (Metroport\Exception\MetroportException $e) {
            $refused = $e;
        }
    }
    $refused === null || throw $refused;
};
$block = static fn (bool $on): callable => static function (int $of) use ($client, $accounts, $on): void {
    foreach ($accounts($of) as $id) {
        $tv = $client->about($of)->metrotv();
        $on ? $tv->blockAccount($id) : $tv->unblockAccount($id);
    }
};
$suspend = static fn (bool $on): callable => static function (int $of) use ($client, $on): void {
    foreach ($client->card()->state($of)['fsecure']['data']['services'] ?? [] as $service) {
        if (in_array($service['status'], ['active', 'blocked'], true)) {
            $on ? $client->about($of)->fsecure()->block($service['id']) : $client->about($of)->fsecure()->unblock($service['id']);
        }
    }
};
$month = static fn (): string => gmdate('Y-m');
$pages = [
    static fn () => $client->customers()->page(search: 'Osoba', limit: 20),
    static fn () => $client->lists()->services(limit: 20),
    static fn () => $client->lists()->accounts(limit: 20),
    static fn () => $client->queue()->page(),
    static fn () => $client->queue()->attention(),
    static fn () => $client->queue()->differences(limit: 20),
    static fn () => $client->journal()->page(limit: 20),
    static fn () => $client->card()->state($customer),
    static fn () => $client->card()->state($customer),
    static fn () => $client->card()->state($customer),
    static fn () => $client->card()->update($customer),
    static fn () => $client->queue()->follow([$customer]),
    static fn () => $client->queue()->retry('data', $customer),
    static fn () => $client->about($customer)->metrotv()->blockAccount($account()),
    static fn () => $client->about($customer)->metrotv()->unblockAccount($account()),
    static fn () => $client->metrotv()->decoders(),
    static fn () => $client->customers()->personalData($customer),
    static fn () => $client->test(),
    $plan,
    $plan,
    $plan,
    $plan,
    static fn () => $client->plans()->page(limit: 20),
    static fn () => $many($block(true)),
    static fn () => $many($block(false)),
    static fn () => $many($suspend(true)),
    static fn () => $many($suspend(false)),
    static fn () => $many(static fn (int $of) => $client->card()->update($of)),
    static fn () => $client->billing()->differences(limit: 20),
    static fn () => $client->billing()->ties(limit: 20),
    static fn () => $client->billing()->tieSuggested(),
    static fn () => $client->billing()->ofCustomer($customer),
    static fn () => $client->billing()->pairings($customer),
    static fn () => $client->billing()->month($month(), $one(['service', 'customer', 'item']), limit: 20),
    static fn () => $client->business()->series(30),
    static fn () => $client->numbers(),
];
try {
    $pages[array_rand($pages)]();
    echo 'ok';
} catch (Metroport\Exception\MetroportException $e) {
    // The database is well all the time: why it was not is worth knowing.
    echo str_starts_with($e->errorCode, 'store.') ? "$e->errorCode {$e->getMessage()}" : $e->errorCode;
}
