<?php

declare(strict_types=1);

use Metroport\Client;

/**
 * The list pages: the first hundred rows, sorted, as they are shown; and the packages of the accounts that are shown, for which the
 * page asks then. The original's way is measured for a list of a thousand rows.
 */
final class Pages
{
    private const SHOWN = 100;
    private const ROWS = 1000;
    private const BOUND = '≤ 0.6 s, and 50 times faster than one by one';

    /** @var list<int> accounts on the first page */
    private readonly array $accounts;

    public function __construct(private readonly Stand $stand)
    {
        $this->accounts = array_column($stand->client()->lists()->accounts(packages: false)['rows'], 'id');
    }

    /** @return list<Task> */
    public function tasks(): array
    {
        $user = fn (Rival $one, int $number) => $one->get('/Users/users/' . (Stand::FIRST + 1 + $number % self::ROWS));
        $packages = fn (Rival $one, int $number) => $one->get('/Iptv/Orders?accountid=' . $this->accounts[$number % count($this->accounts)]);
        // Packages of an account, and its user.
        $account = fn (Rival $one, int $number) => ($number % 2 === 0 ? $user : $packages)($one, $number);
        return [
            $this->task('list of MMS customers', fn (Client $c) => $c->customers()->page(), self::ROWS, $user, ['/Users/users'], 'lastname'),
            $this->task('list of F-Secure services', fn (Client $c) => $c->lists()->services(), self::ROWS + 2, $user,
                ['/services/security/', '/services/security/ext_services', '/Users/users'], 'userid'),
            $this->task('list of F-Secure operations', fn (Client $c) => $c->lists()->operations(), self::ROWS + 1, $user,
                ['/services/security/operations/', '/Users/users'], 'creationdate'),
            $this->task('list of accounts', fn (Client $c) => $c->lists()->accounts(packages: false), 2 * self::ROWS + 1, $account,
                ['/Iptv/Accounts', '/Users/users'], 'userid'),
            new Task(
                '… packages of the accounts shown',
                'one request each, all concurrent',
                fn (Client $c) => $c->lists()->packagesOf($this->accounts),
                count($this->accounts),
                $packages,
                fn (Rival $rival) => $rival->all(array_map(fn (int $id) => ['GET', "/Iptv/Accounts/$id", []], $this->accounts)),
                [count($this->accounts)],
                holds: fn (Result $result) => $result->requests <= count($this->accounts) && $result->ours->seconds <= 1.15 * $result->limit,
            ),
            $this->task('list of decoders', fn (Client $c) => $c->lists()->decoders(), self::ROWS + 2, $user, ['/Iptv/Stbs'], 'id'),
        ];
    }

    /**
     * @param Closure(Rival, int): mixed $step
     * @param list<string> $lists
     */
    private function task(string $name, Closure $ours, int $oneByOne, Closure $step, array $lists, string $sort): Task
    {
        return new Task(
            $name,
            self::BOUND,
            $ours,
            $oneByOne,
            $step,
            fn (Rival $rival) => $this->page($rival, $lists, $sort),
            [count($lists)],
            holds: fn (Result $result) => $result->ours->seconds <= 0.6 && $result->gain() >= 50
                && $result->requests <= array_sum($result->task->waves),
        );
    }

    /** What ours does, in plain PHP: the lists at once, names joined, sorted, cut. */
    private function page(Rival $rival, array $lists, string $sort): array
    {
        $answers = $rival->all(array_map(fn (string $path) => ['GET', $path, []], $lists));
        $rows = $answers[0];
        $rows = is_array($rows[1] ?? null) && is_int($rows[0]) ? $rows[1] : $rows;
        $names = $this->stand->lms->pdo->query('SELECT m.metroport_user_id, c.id, c.lastname, c.name FROM metroport_customers m
            JOIN customers c ON c.id = m.lms_user_id')->fetchAll(PDO::FETCH_UNIQUE | PDO::FETCH_NUM);
        foreach ($rows as &$row) {
            $row['customer'] = $names[$row['userid']] ?? null;
        }
        unset($row);
        usort($rows, fn (array $a, array $b) => $a[$sort] <=> $b[$sort]);
        return array_slice($rows, 0, self::SHOWN);
    }
}
