<?php

declare(strict_types=1);

use Metroport\Client;

/** A customer's card, and what is done to many at once. */
final class Works
{
    private const DEBTORS = 1000;

    public function __construct(private readonly Stand $stand)
    {
    }

    public function card(): Task
    {
        [$customer, $user] = [2, Stand::FIRST + 2];
        $first = ["/Users/users/$user", "/services/security/?userid=$user", '/services/security/ext_services', "/Iptv/Accounts?userid=$user",
            '/Iptv/Networks?count=1'];
        $detail = fn (array $accounts) => '/Iptv/Accounts/' . $accounts[1][0]['id'];
        $paths = [...$first, $detail((new Rival($this->stand->mms->url, 1))->get($first[3]))];
        return new Task(
            'boxes on a customer\'s card',
            '≤ 3 round trips, ≤ 0.2 s',
            fn (Client $client) => $client->card()->state($customer),
            count($paths),
            fn (Rival $one, int $number) => $one->get($paths[$number]),
            function (Rival $rival) use ($first, $detail): mixed {
                $answers = $rival->all(array_map(fn (string $path) => ['GET', $path, []], $first));
                return $rival->get($detail($answers[3]));
            },
            [count($first), 1],
            holds: fn (Result $result) => $result->ours->seconds <= 0.2 && $result->requests <= count($paths),
            times: 9,
        );
    }

    /** The original asks for a customer's accounts, for each account, and blocks it. */
    public function block(): Task
    {
        $debtors = range(1, min(self::DEBTORS, $this->stand->accounts()));
        $look = fn (): array => array_slice((new Rival($this->stand->mms->url, 1))->get('/Iptv/Accounts')[1], 0, count($debtors));
        $accounts = $look();
        $block = fn (array $row): array => ['PUT', "/Iptv/Accounts/$row[id]/blockAccount", ['accountid' => $row['id']]];
        return new Task(
            'block ' . number_format(count($debtors)) . ' customers',
            '≤ 1.15 × the limit, and 20 times faster than one by one',
            function (Client $client) use ($debtors): void {
                $report = $client->locks()->lock($debtors, ['metrotv']);
                $report['done'] === count($debtors) || throw new RuntimeException("only $report[done] were blocked");
            },
            3 * count($debtors),
            function (Rival $one, int $number) use ($accounts, $block): void {
                $row = $accounts[intdiv($number, 3)];
                match ($number % 3) {
                    0 => $one->get("/Iptv/Accounts?userid=$row[userid]"),
                    1 => $one->get("/Iptv/Accounts/$row[id]"),
                    2 => $one->all([$block($row)]),
                };
            },
            function (Rival $rival) use ($debtors, $block): void {
                $rows = array_slice($rival->get('/Iptv/Accounts')[1], 0, count($debtors));
                $rival->all(array_map($block, $rows));
            },
            [1, count($debtors)],
            function () use ($debtors, $look): void {
                $this->stand->client()->locks()->release($debtors, ['metrotv']);
                // What a rival blocked is not ours to release.
                $free = fn (array $row): array => ['PUT', "/Iptv/Accounts/$row[id]/unblockAccount", ['accountid' => $row['id']]];
                $blocked = array_filter($look(), fn (array $row) => (int) $row['active'] === 0);
                (new Rival($this->stand->mms->url, Race::CONCURRENCY))->all(array_map($free, array_values($blocked)));
            },
            fn (Result $result) => $result->ours->seconds <= 1.15 * $result->limit && $result->gain() >= 20,
            1,
        );
    }

    /** The original asks for every customer by his PESEL. */
    public function pair(): Task
    {
        $pesels = array_column($this->stand->lms->rows('SELECT ssn FROM customers ORDER BY id'), 'ssn');
        return new Task(
            'pair ' . number_format($this->stand->size) . ' customers',
            '≤ 3 s',
            function (Client $client): void {
                $linked = $client->sync()->pair()['counts']['linked'];
                $linked === $this->stand->size || throw new RuntimeException("only $linked were paired");
            },
            $this->stand->size,
            fn (Rival $one, int $number) => $one->get("/Users/users?pesel=$pesels[$number]"),
            fn (Rival $rival) => $this->pairInPhp($rival->get('/Users/users')[1]),
            [1],
            fn () => $this->stand->link(false),
            fn (Result $result) => $result->ours->seconds <= 3,
        );
    }

    /** @param list<array<string, mixed>> $users */
    private function pairInPhp(array $users): void
    {
        $userOf = array_column($users, 'userid', 'pesel');
        $pairs = [];
        foreach ($this->stand->lms->rows('SELECT c.id, c.ssn FROM customers c LEFT JOIN metroport_customers m ON m.lms_user_id = c.id
            WHERE m.lms_user_id IS NULL') as $customer) {
            isset($userOf[$customer['ssn']]) && $pairs[] = "($customer[id], {$userOf[$customer['ssn']]})";
        }
        foreach (array_chunk($pairs, 1000) as $chunk) {
            $this->stand->lms->pdo->exec('INSERT INTO metroport_customers (lms_user_id, metroport_user_id) VALUES ' . implode(', ', $chunk));
        }
    }
}
