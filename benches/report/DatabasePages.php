<?php

declare(strict_types=1);

/** The pages that ask LMS's database only: what the nightly look at services costs, and what they take with what it brought. */
final class DatabasePages
{
    /** Each three times; the median counts. */
    private const TIMES = 3;

    public function __construct(private readonly Stand $stand)
    {
    }

    /** @return list<Fact> */
    public function facts(): array
    {
        $client = $this->stand->client();
        $size = number_format($this->stand->size);
        $started = hrtime(true);
        $seen = $client->sync()->services();
        $seen['failed'] === 0 && $seen['stopped'] === null || throw new RuntimeException('services could not be looked at');
        $facts = [new Fact("look at the services of $size customers, MMS answering at once", (hrtime(true) - $started) / 1e9, 's', '', null)];

        $client->business()->record();
        $month = date('Y-m', (int) strtotime('first day of last month'));
        $client->billing()->takeMonth($month);
        $this->stand->mms->reset();
        $pages = [
            'services and liabilities' => fn () => $client->billing()->differences(),
            'tariffs of services' => fn () => $client->billing()->ties(),
            'settlement' => fn () => $client->billing()->month($month),
            'numbers' => fn () => $client->business()->series(365),
            'journal' => fn () => $client->journal()->page(),
        ];
        foreach ($pages as $name => $page) {
            $times = array_map(static function () use ($page): float {
                $started = hrtime(true);
                $page();
                return (hrtime(true) - $started) / 1e9;
            }, range(1, self::TIMES));
            sort($times);
            $facts[] = new Fact("page $name, $size customers", $times[intdiv(self::TIMES, 2)], 's', '', null);
        }
        $requests = $this->stand->mms->count('requests');
        $facts[] = new Fact("… requests of these pages to MMS, $size customers", $requests, '', '0', $requests === 0);
        return $facts;
    }
}
