<?php

/** The part of the fake extension that is about the journal. */

declare(strict_types=1);

namespace Metroport;

use MetroportFake\Script;

final class Journal
{
    /** How many entries there are. */
    public const ROWS = 12;

    /** @var list<array<string, mixed>> answer of own() */
    public static array $own = [];

    public function page(
        int $offset = 0,
        int $limit = 100,
        string $search = '',
        string $sort = 'at',
        bool $descending = true,
        ?array $filter = null,
    ): array {
        Script::call('journal', $offset, $limit, $search, $sort, $descending, $filter);
        $rows = array_map(self::row(...), range(self::ROWS, 1));
        return ['total' => self::ROWS, 'rows' => array_slice($rows, $offset, $limit)];
    }

    public function ofCustomer(int $customer_id, int $limit = 20): array
    {
        Script::call('ofCustomer', $customer_id, $limit);
        return [self::row(1)];
    }

    public function own(): array
    {
        return array_splice(self::$own, 0);
    }

    public function purge(int $days): int
    {
        Script::call('purge', $days);
        return 0;
    }

    public static function row(int $id): array
    {
        return [
            'id' => $id,
            'at' => 1_700_000_000 + $id,
            'user_id' => 4,
            'actor' => $id % 2 ? 'Jan Operator' : 'metroport_converge.php',
            'customer_id' => $id % 3 ? $id : null,
            'customer_name' => $id % 3 ? '=Klient <b>' . $id : null,
            'mms_id' => $id % 3 ? 100000 + $id : null,
            'action' => $id % 2 ? 'package.issue' : 'decoder.add',
            'subject' => $id % 2 ? 'package' : 'decoder',
            'subject_id' => $id % 2 ? 5 : null,
            'detail' => $id % 2 ? 'package=323 price=9.90 account=7' : 'mac=001baa000077 serial=SN-1 model=Motorola 1063',
            'outcome' => ['done', 'refused', 'open'][$id % 3],
            'code' => $id % 3 === 1 ? 'mms.rejected' : null,
            'answer' => $id % 3 === 1 ? '<b>Nie</b>' : null,
        ];
    }
}
