<?php

/** The part of the fake extension that is about plans. */

declare(strict_types=1);

namespace Metroport;

use MetroportFake\Script;

/** Nobody has a plan under way, but who gets one in Script::$plan. */
final class Plans
{
    public function make(int $customer_id, array $wish, bool $dry_run = false, ?string $shown = null): array
    {
        Script::call('make', $customer_id, $wish, $dry_run, $shown);
        return self::plan($dry_run ? 'new' : 'going');
    }

    public function unfinished(int $customer_id): ?array
    {
        return Script::$plan;
    }

    public function page(
        int $offset = 0,
        int $limit = 100,
        string $search = '',
        string $sort = 'created_at',
        bool $descending = false,
        string $state = 'all',
    ): array {
        Script::call('plans', $offset, $limit, $search, $sort, $descending, $state);
        return ['total' => 1, 'rows' => [['customer_id' => 7, 'customer_name' => '<b>Nowak</b>', 'kind' => 'issue', 'back' => false,
            'code' => 'mms.rejected', 'mms_text' => '<i>Nie</i>', 'created_at' => 1_700_000_000, 'changed_at' => 1_700_000_100,
            'by' => 'klerk', 'done' => 3, 'steps' => 10]]];
    }

    public function choices(int $customer_id): array
    {
        return ['address' => ['street' => 'Długa', 'house' => '5', 'flat' => '', 'zip' => '90-001', 'city' => 'Łódź'],
            'networks' => [], 'base' => [], 'extras' => [], 'multirooms' => [], 'decoders' => []];
    }

    public function step(int $customer_id): array
    {
        Script::call('step', $customer_id);
        return self::plan('done');
    }

    public function run(int $customer_id, ?callable $progress = null): array
    {
        return self::plan('done');
    }

    public function confirm(int $customer_id): array
    {
        Script::call('confirm', $customer_id);
        return self::plan('done');
    }

    public function direct(int $customer_id, bool $back): array
    {
        Script::call('direct', $customer_id, $back);
        return self::plan('going');
    }

    public function forget(int $customer_id): bool
    {
        Script::call('forget', $customer_id);
        return true;
    }

    /** @param list<string> $things of its steps */
    public static function plan(string $state, array $things = ['account']): array
    {
        $step = static fn (string $thing): array => ['way' => 'give', 'thing' => $thing, 'state' => 'open', 'id' => null,
            'name' => '<b>IPTV</b>', 'detail' => '', 'group' => 0, 'mac' => '', 'address' => null, 'price' => null, 'from' => 0, 'to' => 0];
        return ['customer_id' => 7, 'kind' => 'issue', 'state' => $state, 'back' => false, 'undo' => false,
            'steps' => array_map($step, $things), 'next' => 0, 'lms' => null, 'dropped' => [], 'unsold' => ['Stary <b>', 'Sport'],
            'monthly' => '79.90', 'billed' => '0', 'code' => null, 'mms_text' => null, 'created_at' => $state === 'new' ? null : 1_700_000_000, 'by' => 'klerk',
            'print' => $state === 'new' ? 'abc' : null];
    }
}
