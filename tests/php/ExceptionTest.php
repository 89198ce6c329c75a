<?php

declare(strict_types=1);

use Metroport\Client;
use Metroport\Exception\MetroportException;
use Metroport\Exception\RejectedException;

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** Which error is which exception, and what an exception is. */
final class ExceptionTest extends ExtensionTestCase
{
    public function testConfiguration(): void
    {
        self::assertThrown('ConfigurationException', 'config.missing', fn () => new Client([]));
        self::assertThrown('ConfigurationException', 'config.wrong', fn () => $this->client(null, ['timeout' => 0]));
        self::assertThrown('ConfigurationException', 'config.wrong', fn () => $this->client(null, ['pasword' => 'x']));
        $thrown = self::thrown(fn () => $this->client(null, ['url' => 'ftp://' . Canary::PASSWORD]));
        self::assertStringContainsString('`url`', $thrown->getMessage());
    }

    public function testConnection(): void
    {
        $get = fn (array $more = []) => fn () => $this->client(null, $more + ['timeout' => Surroundings::patient(1)])->customers()->get(101);

        self::assertThrown('ConnectionException', 'mms.unreachable', $get(['url' => 'http://127.0.0.1:1']));
        self::assertThrown('ConnectionException', 'mms.unreachable', $get(['url' => 'http://host.invalid']));
        self::assertThrown('ConnectionException', 'mms.tls', $get(['url' => str_replace('http:', 'https:', $this->mms->url)]));
        $this->mms->fault('GET', '/Users/*', ['kind' => 'status', 'status' => 503, 'when' => 'before', 'body' => 'Przerwa']);
        $thrown = self::assertThrown('ConnectionException', 'mms.unavailable', $get());
        self::assertStringContainsString('503', $thrown->getMessage());
        $this->mms->heal();
        $this->mms->hang();
        self::assertThrown('ConnectionException', 'mms.timeout', $get());
    }

    public function testAuthentication(): void
    {
        $get = fn (array $more = []) => fn () => $this->client(null, $more)->customers()->get(101);

        self::assertThrown('AuthenticationException', 'mms.login', $get(['password' => 'wrong']));
        self::assertSame(1, $this->mms->count('failed_logins'));
        $this->mms->fault('GET', '/Users/*', ['kind' => 'status', 'status' => 401, 'when' => 'before', 'body' => 'Sesja wygasła']);
        self::assertThrown('AuthenticationException', 'mms.session', $get());
    }

    public function testRejected(): void
    {
        $thrown = self::assertThrown('RejectedException', 'mms.not_found', fn () => $this->client()->fsecure()->block(1));

        self::assertSame(404, $thrown->status);
        self::assertNotSame('', $thrown->mmsText);
        self::assertStringContainsString($thrown->mmsText, $thrown->getMessage());
        $this->mms->fault('POST', '/Iptv/Stbs/', ['kind' => 'status', 'status' => 422, 'when' => 'before',
            'body' => '<b>' . Canary::PESEL . '</b> ' . Canary::EMAIL . ' ' . str_repeat('ż', 1000)]);
        $add = fn () => $this->client()->metrotv()->addDecoder('X', 'S', '00:1b:ff:00:00:02');
        $thrown = self::assertThrown('RejectedException', 'mms.rejected', $add);
        self::assertSame([], Canary::in($thrown->mmsText));
        self::assertLessThanOrEqual(500, mb_strlen($thrown->mmsText));
    }

    public function testProtocol(): void
    {
        $this->mms->fault('GET', '/Users/*', ['kind' => 'garbage', 'what' => 'html']);

        self::assertThrown('ProtocolException', 'mms.protocol', fn () => $this->client()->customers()->get(101));
    }

    public function testOutcomeUnknown(): void
    {
        $this->mms->fault('PUT', '/Users/*', ['kind' => 'status', 'status' => 500, 'when' => 'after']);

        $update = fn () => $this->client()->customers()->update(101, ['city' => 'Ełk']);

        self::assertThrown('OutcomeUnknownException', 'mms.outcome_unknown', $update);
        self::assertSame('Ełk', $this->mms->rows('customers')[101]['city1']);
    }

    public function testStore(): void
    {
        $lms = Lms::withPeople('postgres');
        $page = fn (array $database) => fn () => $this->client(null, ['database' => $database + $lms->config()])->customers()->page();

        self::assertThrown('StoreException', 'store.unreachable', $page(['host' => '/nowhere']));
        self::assertThrown('StoreException', 'store.unreachable', $page(['password' => 'wrong']));
        self::assertThrown('StoreException', 'store.tables', $page(['database' => 'postgres']));
        $lms->pdo->exec("UPDATE dbinfo SET keyvalue = '2026032302' WHERE keytype LIKE 'dbversion_L%'");
        try {
            self::assertThrown('StoreException', 'store.schema', $page([]));
        } finally {
            $lms->pdo->exec("UPDATE dbinfo SET keyvalue = '" . Client::SCHEMA_VERSION . "' WHERE keytype LIKE 'dbversion_L%'");
        }
    }

    public function testAnExceptionKnowsWhereItWasThrown(): void
    {
        $customers = $this->client()->customers();
        $line = __LINE__ + 2;
        try {
            $customers->findByPesel('1');
            self::fail('nothing was thrown');
        } catch (RuntimeException $e) {
            self::assertSame([__FILE__, $line, 0, null], [$e->getFile(), $e->getLine(), $e->getCode(), $e->getPrevious()]);
            self::assertSame(['findByPesel', 'Metroport\Customers'], [$e->getTrace()[0]['function'], $e->getTrace()[0]['class']]);
            self::assertStringContainsString('findByPesel', $e->getTraceAsString());
        }
    }

    public function testPropertiesCannotBeChanged(): void
    {
        $thrown = self::thrown(fn () => $this->client()->fsecure()->block(1));
        foreach (['errorCode' => 'x', 'status' => 1, 'mmsText' => 'x'] as $property => $value) {
            $error = self::thrown(fn () => $thrown->$property = $value);
            self::assertInstanceOf(Error::class, $error);
            self::assertStringContainsString('readonly', $error->getMessage());
        }
    }

    public function testUsersMayMakeTheirOwn(): void
    {
        $own = new class ('words', 5) extends MetroportException {
        };
        self::assertSame(['words', 5], [$own->getMessage(), $own->getCode()]);
        self::assertInstanceOf(RuntimeException::class, $own);
        // Only what the extension throws has a code; asking another one is PHP's own error.
        self::assertInstanceOf(Error::class, self::thrown(fn () => $own->errorCode));
        self::assertFalse(isset((new RejectedException('x'))->status));
    }
}
