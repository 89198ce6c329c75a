<?php

declare(strict_types=1);

use Metroport\Client;

/** MMS, asked through the extension as a programmer's own script would, and the simulator's counters. */
final class Mms
{
    public readonly Client $client;

    public function __construct()
    {
        $this->client = new Client([
            'url' => (string) getenv('MMS_URL'),
            'login' => (string) getenv('MMS_LOGIN'),
            'password' => (string) getenv('MMS_PASSWORD'),
            'timeout' => 60,
            'database' => Lms::forClient(),
            'actor' => 'demo',
        ]);
    }

    public static function isSimulator(): bool
    {
        return (string) getenv('DEMO_SIMULATOR') !== '';
    }

    /** @return list<array<string, mixed>> as from Customers::page() */
    public function users(string $state = 'all'): array
    {
        $users = [];
        do {
            $page = $this->client->customers()->page(count($users), 1000, state: $state);
            array_push($users, ...$page['rows']);
        } while ($page['rows'] !== [] && count($users) < $page['total']);

        return $users;
    }

    /**
     * What works and what is blocked of those who have something.
     *
     * @return array<int, array{open: int, blocked: int}> by MMS id
     */
    public function services(): array
    {
        $services = [];
        $count = static function (int $user, string $state) use (&$services): void {
            $services[$user] ??= ['open' => 0, 'blocked' => 0];
            $services[$user][$state]++;
        };
        foreach ($this->client->metrotv()->accounts() as $account) {
            $count($account['mms_id'], $account['active'] ? 'open' : 'blocked');
        }
        foreach ($this->client->fsecure()->services() as $service) {
            match ($service['status']) {
                'active' => $count($service['mms_id'], 'open'),
                'blocked' => $count($service['mms_id'], 'blocked'),
                default => null,
            };
        }

        return $services;
    }

    /** How many requests have changed something; only the simulator tells. */
    public function changes(): ?int
    {
        if (!self::isSimulator()) {
            return null;
        }
        $counters = json_decode((string) file_get_contents(getenv('DEMO_SIMULATOR') . '/_sim/counters'), true);

        return $counters['changing'];
    }
}
