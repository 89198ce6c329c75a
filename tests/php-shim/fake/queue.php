<?php

/** The part of the fake extension that is about the queue. */

declare(strict_types=1);

namespace Metroport;

use MetroportFake\Script;

final class Queue
{
    public function follow(array $customers, bool $send = true): array
    {
        Script::call('follow', $customers, $send);
        return [];
    }

    public function converge(?array $kinds = null, int $limit = 500, bool $dry_run = false, ?callable $progress = null): array
    {
        Script::call('converge', $kinds, $limit, $dry_run);
        return self::run();
    }

    public function page(
        int $offset = 0,
        int $limit = 100,
        string $search = '',
        string $sort = 'since',
        bool $descending = false,
        string $state = 'all',
    ): array {
        Script::call('queue', $offset, $limit, $search, $sort, $descending, $state);
        return ['total' => count(Script::$queue), 'rows' => array_slice(Script::$queue, $offset, $limit)];
    }

    public function dataOf(int $customer_id): ?array
    {
        Script::call('dataOf', $customer_id);
        return array_column(Script::$queue, null, 'customer_id')[$customer_id] ?? null;
    }

    public function retry(string $kind, ?int $customer_id = null): array
    {
        Script::call('retry', $kind, $customer_id);
        return self::run();
    }

    public function giveUp(string $kind, int $customer_id, string $reason): bool
    {
        Script::call('giveUp', $kind, $customer_id, $reason);
        return $customer_id !== 4;
    }

    public function differences(
        int $offset = 0,
        int $limit = 100,
        string $search = '',
        string $sort = 'what',
        bool $descending = false,
        string $state = 'all',
    ): array {
        Script::call('differences', $offset, $limit, $search, $sort, $descending, $state);
        $row = ['what' => 'customer_deleted', 'customer_id' => 4, 'customer_name' => '<b>DAWNY</b> Jan', 'mms_id' => 104,
            'accounts' => [41, 42], 'services' => [], 'monthly' => '59.9'];
        $rows = [$row, ['what' => 'user_gone', 'accounts' => [], 'services' => [21], 'monthly' => null] + $row,
            ['what' => 'strange'] + $row];
        return ['total' => count($rows), 'rows' => array_slice($rows, $offset, $limit)];
    }

    public function attention(): array
    {
        Script::call('attention');
        return Script::$attention;
    }

    private static function run(): array
    {
        return Script::$run + ['stopped' => null, 'lines' => [], 'done' => 0, 'refused' => 0, 'failed' => 0, 'waiting' => 0];
    }
}
