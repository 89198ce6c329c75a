<?php

/**
 * Stands in for the extension: the classes of stubs/metroport.php, as far as the shell uses them, doing what a test says.
 *
 * Fits into `auto_prepend_file` too, to look at the pages without the extension; METROPORT_FAKE=<code> makes every call
 * fail with that code then.
 */

declare(strict_types=1);

namespace MetroportFake {

    use Metroport\Exception\ConfigurationException;
    use Metroport\Exception\ConnectionException;
    use Metroport\Exception\RejectedException;

    /** What the fake is told and what it has seen. */
    final class Script
    {
        /** @var ?\Throwable thrown by every call */
        public static ?\Throwable $failure = null;

        /** @var array<string, mixed> answer of Locks */
        public static array $locks = ['stopped' => null, 'lines' => [], 'done' => 0, 'failed' => 0, 'unchanged' => 0];

        /** @var list<array<int|string, mixed>> */
        public static array $calls = [];

        /** @var array<string, mixed> configuration of the last client */
        public static array $config = [];

        public static function call(string $method, mixed ...$arguments): void
        {
            self::$calls[] = [$method, ...$arguments];
            $failure = self::$failure ?? self::fromEnvironment();
            if ($failure !== null) {
                throw $failure;
            }
        }

        public static function failure(string $code, string $mmsText = ''): \Throwable
        {
            return match (true) {
                $code === 'mms.rejected' => new RejectedException($code, $mmsText, 422),
                str_starts_with($code, 'config.') => new ConfigurationException($code),
                default => new ConnectionException($code),
            };
        }

        private static function fromEnvironment(): ?\Throwable
        {
            $code = (string) getenv('METROPORT_FAKE');
            return $code === '' ? null : self::failure($code, '<b>Klient</b> "zablokowany" & <script>alert(1)</script>');
        }
    }
}

namespace Metroport {

    use MetroportFake\Script;

    final class Client
    {
        public const VERSION = '2.0.0';
        public const SCHEMA_VERSION = 2026112201;

        public function __construct(#[\SensitiveParameter] array $config)
        {
            Script::$config = $config;
        }

        public function customers(): Customers
        {
            return new Customers();
        }

        public function locks(): Locks
        {
            return new Locks();
        }

        public function test(): array
        {
            Script::call('test');
            $step = static fn (string $step, float $ms, string $detail): array =>
                ['step' => $step, 'ok' => true, 'milliseconds' => $ms, 'detail' => $detail, 'code' => null];
            return [
                $step('configuration', 0.1, ''),
                $step('server', 31.4, 'TLS 1.3'),
                ['step' => 'login', 'ok' => false, 'milliseconds' => 82.6, 'detail' => '<b>login</b> refused',
                    'code' => 'mms.login'],
                $step('database', 2.5, 'postgres'),
                $step('schema', 1.2, '2026112201'),
            ];
        }
    }

    final class Customers
    {
        public function page(
            int $offset = 0,
            int $limit = 100,
            string $search = '',
            string $sort = 'lastname',
            bool $descending = false,
            string $state = 'all',
        ): array {
            Script::call('page', $offset, $limit, $search, $sort, $descending, $state);
            $rows = array_values(array_filter(
                array_map(self::row(...), range(1, 57)),
                static fn (array $row): bool => match ($state) {
                    'linked' => $row['customer_id'] !== null,
                    'unlinked' => $row['customer_id'] === null,
                    default => true,
                } && ($search === '' || mb_stripos($row['lastname'] . ' ' . $row['name'], $search) !== false),
            ));
            usort($rows, static fn (array $a, array $b): int =>
                ($descending ? -1 : 1) * strnatcasecmp((string) $a[$sort], (string) $b[$sort]));
            return ['total' => count($rows), 'rows' => array_slice($rows, $offset, $limit)];
        }

        private static function row(int $n): array
        {
            $company = $n % 5 === 0;
            $names = ['KOWALSKI', "O'NEIL \"Q\" & <b>x</b>", 'ŻÓŁĆ', '<script>alert(1)</script>', 'WÓJCIK'];
            return [
                'mms_id' => 1000 + $n,
                'company' => $company,
                'lastname' => $names[$n % 5] . ($company ? ' SP. Z O.O.' : ''),
                'name' => $company ? '' : 'Jan ' . $n,
                'pesel' => $company ? null : '44051401359',
                'nip' => $company ? '123-456-32-18' : null,
                'email' => $n % 3 === 0 ? null : "klient$n@example.com",
                'city' => 'Łódź',
                'zip' => '90-001',
                'street' => 'ul. Długa',
                'house' => (string) $n,
                'flat' => $company ? '' : '7',
                'customer_id' => $n % 2 === 0 ? $n : null,
                'customer_name' => $n % 2 === 0 ? 'KLIENT ' . $names[$n % 5] : null,
            ];
        }
    }

    final class Locks
    {
        public function lock(array $customers, array $services, bool $dry_run = false, ?callable $progress = null): array
        {
            Script::call('lock', $customers, $services, $dry_run);
            return Script::$locks;
        }

        public function release(array $customers, array $services, bool $dry_run = false, ?callable $progress = null): array
        {
            Script::call('release', $customers, $services, $dry_run);
            return Script::$locks;
        }
    }
}

namespace Metroport\Exception {

    class MetroportException extends \RuntimeException
    {
        public function __construct(public readonly string $errorCode)
        {
            parent::__construct('an English message for logs');
        }
    }

    class ConfigurationException extends MetroportException
    {
    }

    class ConnectionException extends MetroportException
    {
    }

    class RejectedException extends MetroportException
    {
        public function __construct(string $code, public readonly string $mmsText, public readonly int $status)
        {
            parent::__construct($code);
        }
    }
}
