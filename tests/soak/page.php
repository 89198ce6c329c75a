<?php

/** One page that a clerk opens or sends, by chance; `$config` is there. What goes wrong is told in a word. */

declare(strict_types=1);

$client = new Metroport\Client($config + ['user' => 0, 'actor' => 'clerk']);
$customer = random_int(1, 60);
$account = static function () use ($client, $customer): int {
    return $client->card()->state($customer)['metrotv']['data']['accounts'][0]['id'] ?? 0;
};
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
];
try {
    $pages[array_rand($pages)]();
    echo 'ok';
} catch (Metroport\Exception\MetroportException $e) {
    echo $e->errorCode;
}
