<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** MMS, or the way to it, fails; what the caller is told, and that he is told in time. */
final class NetworkTest extends FaultTestCase
{
    /** Far more than the second that a page may take here, far less than a minute. */
    private const GENEROUS = 15.0;

    /** @return iterable<string, array{array<string, mixed>, string, string}> the fault, what a read and what an addition say */
    public static function faults(): iterable
    {
        yield 'MMS hangs' => [['kind' => 'hang', 'when' => 'before'], 'mms.timeout', 'mms.outcome_unknown'];
        yield 'MMS hangs when it has done it' => [['kind' => 'hang', 'when' => 'after'], 'mms.timeout', 'mms.outcome_unknown'];
        yield 'cut before the answer' => [['kind' => 'cut', 'at' => 'after'], 'mms.timeout', 'mms.outcome_unknown'];
        yield 'cut in the body' => [['kind' => 'cut', 'at' => 'body'], 'mms.timeout', 'mms.outcome_unknown'];
        yield 'an answer in drops' => [['kind' => 'drip', 'bytes' => 1, 'every_ms' => 500], 'mms.timeout', 'mms.outcome_unknown'];
        yield 'a page of a proxy' => [['kind' => 'garbage', 'what' => 'html'], 'mms.protocol', 'mms.outcome_unknown'];
        yield 'out of order' => [['kind' => 'status', 'status' => 502, 'when' => 'before'], 'mms.unavailable', 'mms.outcome_unknown'];
    }

    /**
     * @dataProvider faults
     * @param array<string, mixed> $fault
     */
    #[DataProvider('faults')]
    public function testWhatMmsDoesIsToldInTime(array $fault, string $read, string $change): void
    {
        $client = $this->client(null, ['timeout' => 1]);
        $client->fsecure()->products();
        $this->mms->fault('GET', '*', $fault);
        $this->mms->fault('POST', '/Users/*', $fault);
        $begun = microtime(true);
        self::assertSame($read, self::code(fn () => $client->customers()->get(1001)));
        self::assertSame($change, self::code(fn () => $client->customers()->add(
            ['company' => false, 'lastname' => 'Nowa', 'name' => 'Ida', 'pesel' => Canary::PESEL],
        )));
        self::assertLessThan(self::GENEROUS, microtime(true) - $begun);
        $this->mms->heal();
        self::assertSame(1, count($client->customers()->findByPesel(Canary::PESEL)) + (self::isDone($fault) ? 0 : 1), 'it is done as far as it was told');
        self::assertNull(self::code(fn () => $client->customers()->get(1001)), 'the next page works');
    }

    /** Whether MMS has done what it was asked, whatever it answered. */
    private static function isDone(array $fault): bool
    {
        return !in_array('before', $fault, true);
    }

    public function testWorkersThatWaitForMmsAreFreeAgainInTime(): void
    {
        $fpm = $this->fpm(2);
        $page = $fpm->script('try { (new Metroport\Client($config))->customers()->get(1001); } catch (Metroport\Exception\MetroportException $e) { echo $e->errorCode; }',
            $this->config(null, ['timeout' => 1]));
        $other = $fpm->script('echo "LMS";', []);
        $this->mms->hang();
        $begun = microtime(true);
        $waiting = [$fpm->send($page), $fpm->send($page)];
        $next = $fpm->send($other);
        self::assertSame(['mms.timeout', 'mms.timeout'], array_map(static fn (FastCgi $request): string => $request->answer(), $waiting));
        self::assertSame('LMS', $next->answer(), 'who came after them');
        self::assertLessThan(self::GENEROUS, microtime(true) - $begun);
    }

    /** @return array<string, array{bool}> */
    public static function resolvers(): array
    {
        return ['nobody at its address' => [false], 'it says nothing' => [true]];
    }

    /** @dataProvider resolvers */
    #[DataProvider('resolvers')]
    public function testWithoutANameServer(bool $silent): void
    {
        $directory = Surroundings::directory();
        file_put_contents("$directory/resolv.conf", "nameserver 127.77.0.1\noptions timeout:30 attempts:3\n");
        $listener = $silent ? stream_socket_server('udp://127.77.0.1:53', $number, $error, STREAM_SERVER_BIND) : null;
        try {
            $ended = PhpProcess::run(
                'try { (new Metroport\Client($config))->fsecure()->products(); } catch (Throwable $e) { echo $e->errorCode; }',
                ['url' => 'https://mms.example.pl'] + $this->config(null, ['timeout' => 1]),
                through: ['unshare', '-m', 'sh', '-c', 'mount --bind "$0" /etc/resolv.conf && exec "$@"', "$directory/resolv.conf"],
            );
        } finally {
            $listener === null || fclose($listener);
            Surroundings::removeDirectory($directory);
        }
        self::assertSame('mms.unreachable', $ended->printed());
        self::assertLessThan(self::GENEROUS, $ended->seconds, 'the process does not wait for the name server');
    }

    /** A proxy of the environment carries what it cannot read, and gets nothing else. */
    public function testAProxyIsTrustedWithNothing(): void
    {
        $proxy = stream_socket_server('tcp://127.0.0.1:0');
        $address = 'http://' . stream_socket_get_name($proxy, false);
        $ask = fn (string $url): string => PhpProcess::run(
            'try { echo count((new Metroport\Client($config))->metrotv()->networks()); } catch (Metroport\Exception\MetroportException $e) { echo $e->errorCode; }',
            ['url' => $url] + $this->config(null, ['timeout' => 1]),
            through: ['env', "http_proxy=$address", "https_proxy=$address", "all_proxy=$address", 'no_proxy='],
        )->printed();

        self::assertGreaterThan(0, (int) $ask($this->mms->url), 'over http MMS itself is asked');
        self::assertSame('mms.unreachable', $ask('https://mms.example.pl'), 'the proxy says nothing');
        stream_set_blocking($proxy, false);
        for ($asked = 0; $connection = @stream_socket_accept($proxy, 0); $asked++) {
            $said = (string) fread($connection, 8192);
            self::assertStringStartsWith("CONNECT mms.example.pl:443 HTTP/1.1\r\n", $said);
            self::assertSame([], Canary::in($said));
        }
        self::assertGreaterThan(0, $asked);
    }
}
