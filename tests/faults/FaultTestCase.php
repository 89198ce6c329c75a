<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** Tests of what goes wrong around the extension. Twelve customers with a television account each, customer 1 is user 1001. */
abstract class FaultTestCase extends ExtensionTestCase
{
    protected const CUSTOMERS = 12;

    /** @var list<Fpm> */
    private array $servers = [];

    protected function setUp(): void
    {
        $this->mms = new Mms(People::crowd(self::CUSTOMERS));
    }

    protected function tearDown(): void
    {
        $logs = implode(array_map(static fn (Fpm $fpm): string => $fpm->stop(), $this->servers));
        $this->servers = [];
        parent::tearDown();
        self::assertSame([], Canary::in($logs), 'a log tells a secret');
    }

    protected function lms(string $dialect): Lms
    {
        $lms = Lms::empty($dialect);
        foreach (range(1, self::CUSTOMERS) as $customer) {
            $lms->customer($customer, "Osoba $customer", 'Jan');
            $lms->link($customer, 1000 + $customer);
        }
        return $lms;
    }

    protected function fpm(int $workers): Fpm
    {
        return $this->servers[] = new Fpm($workers);
    }

    /** A page that locks everybody's television and tells how it went: the code of what it threw, or how many failed. */
    protected static function locking(Fpm $fpm, array $config): string
    {
        return $fpm->script('try { $report = (new Metroport\Client($config))->locks()->lock(range(1, ' . self::CUSTOMERS . "), ['metrotv']);
            echo json_encode(['pid' => getmypid(), 'code' => \$report['stopped']['code'] ?? null, 'failed' => \$report['failed']]);
            } catch (Metroport\\Exception\\MetroportException \$e) { echo json_encode(['pid' => getmypid(), 'code' => \$e->errorCode]); }", $config);
    }

    /** Everybody is locked, once, by us, and everything that is written down says so. */
    protected function assertAllLocked(Lms $lms): void
    {
        self::assertCount(self::CUSTOMERS, array_filter($this->mms->rows('accounts'), static fn (array $account): bool => $account['blocked']));
        $count = static fn (string $of): int => (int) $lms->rows("SELECT COUNT(*) AS n FROM $of")[0]['n'];
        self::assertSame(
            [self::CUSTOMERS, self::CUSTOMERS, self::CUSTOMERS],
            [$count('metroport_locks WHERE confirmed = 1'), $count("metroport_lock_holds WHERE state = 'held'"), $count('metroport_customers WHERE metrotv_suspend = 1')],
        );
    }

    /** @param array<string, mixed> $config of a client that asks MMS nothing */
    protected static function code(callable $act): ?string
    {
        try {
            $act();
        } catch (Metroport\Exception\MetroportException $e) {
            self::assertSame([], Canary::in($e->getMessage()), 'the message tells a secret');
            return $e->errorCode;
        }
        return null;
    }
}
