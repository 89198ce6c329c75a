<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** Client::numbers(): what all processes counted, what waits, what was seen to differ. */
final class NumbersTest extends ExtensionTestCase
{
    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testEveryCallOfTheExtensionIsCounted(string $dialect): void
    {
        $lms = Lms::withPeople($dialect);
        $lms->pdo->exec('DELETE FROM metroport_api_calls');
        $lms->pdo->exec("DELETE FROM metroport_settings WHERE name = 'differences'");
        self::assertNull($this->client($lms)->numbers()['differences']);

        // Two processes, and a third that looks.
        $code = '(new Metroport\Client($config))->queue()->differences();';
        $config = $this->config($lms);
        self::assertSame('', PhpProcess::run($code . $code, $config)->printed());
        PhpProcess::run('try { (new Metroport\Client($config))->fsecure()->products(); } catch (Throwable) {}', ['password' => 'wrong'] + $config);
        $numbers = $this->client($lms)->numbers();

        $calls = [];
        foreach ($numbers['calls'] as $row) {
            self::assertSame(['call', 'outcome', 'requests', 'milliseconds', 'within'], array_keys($row));
            $calls[$row['call']][$row['outcome']] = $row['requests'];
        }
        self::assertSame(['ok' => 2], $calls['GET /Users/users']);
        self::assertSame(['ok' => 2], $calls['GET /Iptv/Accounts']);
        self::assertSame(['mms.login' => 1, 'ok' => 1], $calls['POST /Admins/Auth/login']);
        self::assertSame(['customer_deleted', 'unlocked', 'user_gone'], array_keys($numbers['differences']['counts']));
        self::assertEqualsWithDelta($numbers['now'], $numbers['differences']['at'], 60);
        self::assertCount(6, $numbers['queue']);
        self::assertContains('converge', array_column($numbers['runs'], 'job'));
    }
}
