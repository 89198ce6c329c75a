<?php

declare(strict_types=1);

use Metroport\Client;
use PHPUnit\Framework\TestCase;

/** Tests that talk to a simulator of their own. */
abstract class ExtensionTestCase extends TestCase
{
    protected ?Mms $mms = null;

    protected function setUp(): void
    {
        $this->mms = new Mms(People::inMms());
    }

    protected function tearDown(): void
    {
        $this->mms?->stop();
    }

    /** @return array<string, array{string}> */
    public static function dialects(): array
    {
        return ['PostgreSQL' => ['postgres'], 'MariaDB' => ['mysql']];
    }

    /** @param array<string, mixed> $more */
    protected function config(?Lms $lms = null, array $more = []): array
    {
        $config = ['url' => $this->mms->url, 'login' => Canary::LOGIN, 'password' => Canary::PASSWORD, 'actor' => 'phpunit',
            'timeout' => Surroundings::patient(5)];
        return $more + ($lms === null ? $config : $config + ['database' => $lms->config()]);
    }

    /** @param array<string, mixed> $more */
    protected function client(?Lms $lms = null, array $more = []): Client
    {
        return new Client($this->config($lms, $more));
    }

    /** Nothing has waited for what it need not wait for. */
    protected static function assertWithin(float $seconds, float $started, string $otherwise = ''): void
    {
        self::assertLessThan(Surroundings::patient($seconds), microtime(true) - $started, $otherwise);
    }

    /** What is thrown. No exception of any test may tell a secret. */
    protected static function thrown(callable $act): Throwable
    {
        try {
            $act();
        } catch (Throwable $e) {
            self::assertSame([], Canary::in($e->getMessage()), 'the message tells a secret');
            return $e;
        }
        self::fail('nothing was thrown');
    }

    /** @param class-string<Throwable> $class short name of an exception of the extension */
    protected static function assertThrown(string $class, string $code, callable $act): Throwable
    {
        $thrown = self::thrown($act);
        self::assertSame("Metroport\\Exception\\$class", get_class($thrown), $thrown->getMessage());
        self::assertSame($code, $thrown->errorCode, $thrown->getMessage());
        return $thrown;
    }
}
