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

        /** @var array<string, mixed> merged over the answer of Card::state() */
        public static array $card = [];

        /** @var ?array<string, mixed> the plan that is under way */
        public static ?array $plan = null;

        /** @var list<array<string, mixed>> what waits, as rows of Queue::page() */
        public static array $queue = [];

        /** @var array<string, mixed> merged over the answer of Queue::converge() and Queue::retry() */
        public static array $run = [];

        /** @var array<string, int> answer of Queue::attention() */
        public static array $attention = ['refused' => 0, 'late' => 0, 'deleted' => 0];

        /** @var array<string, mixed> answer of Customers::personalData() and Customers::forget() */
        public static array $held = [];

        /** @var array<string, mixed> answer of Client::numbers() */
        public static array $numbers = [
            'now' => 1_700_000_000,
            'queue' => [
                ['kind' => 'data', 'state' => 'waiting', 'count' => 2, 'since' => 1_699_999_400],
                ['kind' => 'data', 'state' => 'refused', 'count' => 0, 'since' => null],
            ],
            'runs' => [['job' => 'converge', 'started_at' => 1_699_999_900, 'ended_at' => null, 'succeeded_at' => 1_699_999_600, 'note' => ''],
                ['job' => 'metrotv_stb', 'started_at' => null, 'ended_at' => null, 'succeeded_at' => null, 'note' => '']],
            'calls' => [
                ['call' => 'GET /Users/users', 'outcome' => 'ok', 'requests' => 10, 'milliseconds' => 1500,
                    'within' => [['milliseconds' => 100, 'requests' => 7], ['milliseconds' => 1000, 'requests' => 10]]],
                ['call' => 'GET /Users/users', 'outcome' => 'mms.timeout', 'requests' => 1, 'milliseconds' => 5000,
                    'within' => [['milliseconds' => 100, 'requests' => 0], ['milliseconds' => 1000, 'requests' => 0]]],
            ],
            'differences' => ['at' => 1_699_999_000, 'counts' => ['customer_deleted' => 1, 'unlocked' => 0]],
        ];

        /** @var array<string, mixed> answer of Sync */
        public static array $sync = [];

        /** @var list<array<string, mixed>> rows of Billing::differences() and Billing::ofCustomer() */
        public static array $differences = [];
        /** @var list<array<string, mixed>> of Billing::pairings() */
        public static array $pairings = [];

        /** @var list<array<int|string, mixed>> */
        public static array $calls = [];

        /** Customer of the last Client::about() */
        public static ?int $about = null;

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
        public const SCHEMA_VERSION = 2026112601;

        public function __construct(#[\SensitiveParameter] array $config)
        {
            Script::$config = $config;
        }

        public function customers(): Customers
        {
            return new Customers();
        }

        public function metrotv(): MetroTv
        {
            return new MetroTv();
        }

        public function lists(): Lists
        {
            return new Lists();
        }

        public function card(): Card
        {
            return new Card();
        }

        public function plans(): Plans
        {
            return new Plans();
        }

        public function fsecure(): FSecure
        {
            return new FSecure();
        }

        public function locks(): Locks
        {
            return new Locks();
        }

        public function sync(): Sync
        {
            return new Sync();
        }

        public function queue(): Queue
        {
            return new Queue();
        }

        public function journal(): Journal
        {
            return new Journal();
        }

        public function business(): Business
        {
            return new Business();
        }

        public function billing(): Billing
        {
            return new Billing();
        }

        public function numbers(): array
        {
            Script::call('numbers');
            return Script::$numbers;
        }

        public function about(int $customer_id): self
        {
            Script::$about = $customer_id;
            return $this;
        }

        public static function testDatabase(array $database): array
        {
            Script::call('testDatabase');
            return [['step' => 'database', 'ok' => false, 'milliseconds' => 2.5, 'detail' => 'connection refused', 'code' => 'store.unreachable',
                'found' => []]];
        }

        public function test(): array
        {
            Script::call('test');
            $step = static fn (string $step, float $ms, string $detail): array =>
                ['step' => $step, 'ok' => true, 'milliseconds' => $ms, 'detail' => $detail, 'code' => null, 'found' => []];
            return [
                $step('configuration', 0.1, ''),
                $step('server', 31.4, 'TLS 1.3'),
                ['step' => 'login', 'ok' => false, 'milliseconds' => 82.6, 'detail' => '<b>login</b> refused',
                    'code' => 'mms.login', 'found' => []],
                $step('database', 2.5, 'postgres'),
                $step('schema', 1.2, '2026112601'),
                ['step' => 'job_pair', 'ok' => false, 'milliseconds' => 0.0, 'detail' => '', 'code' => 'job.never', 'found' => []],
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

        public function link(int $customer_id, int $mms_id): void
        {
            Script::call('link', $customer_id, $mms_id);
        }

        public function unlink(int $customer_id): bool
        {
            Script::call('unlink', $customer_id);
            return $customer_id !== 4;
        }

        public function personalData(int $customer_id): array
        {
            Script::call('personalData', $customer_id);
            return Script::$held + ['customer_id' => $customer_id];
        }

        public function forget(int $customer_id, bool $despite_services = false, bool $dry_run = false): array
        {
            Script::call('forget', $customer_id, $despite_services, $dry_run);
            return Script::$held + ['customer_id' => $customer_id];
        }

        public function get(int $mms_id): ?array
        {
            return $mms_id > 1000 ? self::row($mms_id - 1000) : null;
        }

        public function conflicts(): array
        {
            Script::call('conflicts');
            $pair = static fn (?int $customer, int $mms): array =>
                ['customer_id' => $customer, 'customer_name' => $customer === null ? null : "KLIENT $customer", 'mms_id' => $mms];
            return [
                $pair(3, 1002) + ['instead' => [$pair(3, 1001), $pair(null, 1002)]],
                $pair(4, 1001) + ['instead' => [$pair(3, 1001)]],
                $pair(5, 1005) + ['instead' => []],
            ];
        }

        public function forgetConflict(int $customer_id, int $mms_id): bool
        {
            Script::call('forgetConflict', $customer_id, $mms_id);
            return $customer_id !== 4;
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

    final class Business
    {
        public function series(int $days = 365): array
        {
            Script::call('series', $days);
            return [
                'monthly' => $days > 92,
                'levels' => [
                    ['day' => '2026-10-31', 'values' => ['accounts' => '10.00', 'income.tv' => '499.00', 'cost.tv' => '300.10']],
                    ['day' => '2026-11-30', 'values' => ['accounts' => '12.00', 'packages.base' => '12.00', 'income.tv' => '598.80', 'cost.tv' => '360.12']],
                ],
                'changes' => [['day' => '2026-11-01', 'issued' => 3, 'removed' => 1, 'locked' => 2, 'released' => 0, 'done' => 9, 'refused' => 1, 'failed' => 4]],
            ];
        }
    }

    final class MetroTv
    {
        public function addDecoder(string $model, string $serial_number, string $mac): void
        {
            Script::call('addDecoder', $model, $serial_number, $mac);
        }

        public function readDecoders(string $text, ?string $model = null): array
        {
            Script::call('readDecoders', $text, $model);
            return [
                ['line' => 1, 'mac' => '00:1A:79:00:00:01', 'serial_number' => 'SN1', 'model' => 'Kaon', 'problem' => null],
                ['line' => 3, 'mac' => '', 'serial_number' => '<b>', 'model' => '', 'problem' => 'decoder.mac'],
            ];
        }

        public function deleteDecoder(int $decoder_id): void
        {
            Script::call('deleteDecoder', $decoder_id);
        }

        public function returnDecoder(int $account_id, string $mac): void
        {
            Script::call('returnDecoder', $account_id, $mac);
        }

        public function removeAccount(int $account_id): void
        {
            Script::call('removeAccount', $account_id);
        }

        public function blockAccount(int $account_id): void
        {
            Script::call('blockAccount', $account_id);
        }

        public function unblockAccount(int $account_id): void
        {
            Script::call('unblockAccount', $account_id);
        }

        public function removePackage(int $account_id, int $order_id): void
        {
            Script::call('removePackage', $account_id, $order_id);
        }
    }

    /** One row of each kind that matters; every list has Lists::ROWS of them. */
    final class Lists
    {
        public const ROWS = 12;

        private const EVIL = '=1+1"; <script>alert(1)</script> ŻÓŁĆ';

        public function __call(string $list, array $wanted): array
        {
            return $this->page($list, ...$wanted);
        }

        /** The last one is of a customer who is hidden. */
        public function packagesOf(array $accounts): array
        {
            Script::call('packagesOf', $accounts);
            $row = fn (int $id): array => ['id' => $id, 'packages' => $this->row('accounts', $id)['packages']];
            return array_map($row, array_slice($accounts, 0, -1));
        }

        private function page(
            string $list,
            int $offset = 0,
            int $limit = 100,
            string $search = '',
            string $sort = '',
            bool $descending = false,
            string $state = '',
            bool $packages = true,
        ): array {
            Script::call($list, $offset, $limit, $search, $sort, $descending, $state, ...($packages ? [] : [false]));
            $rows = array_map(fn (int $n): array => $this->row($list, $n), range(1, self::ROWS));
            return ['total' => self::ROWS, 'rows' => array_slice($rows, $offset, $limit)];
        }

        /** Odd ones are linked and fine, even ones are neither. */
        private function row(string $list, int $n): array
        {
            $fine = $n % 2 === 1;
            $whose = ['customer_id' => $fine ? $n : null, 'person' => self::EVIL . ' ' . $n];
            return ['id' => $n] + match ($list) {
                'products' => ['ext_id' => "FS-$n", 'name' => self::EVIL, 'description' => '', 'license_size' => 3],
                'services' => $whose + ['mms_id' => 100 + $n, 'product_id' => 51, 'license_size' => 5,
                    'status' => $fine ? 'active' : 'frozen', 'activated_at' => 1704072120,
                    'blocked_at' => null, 'product' => $fine ? self::EVIL : ''],
                'operations' => $whose + ['mms_id' => 100 + $n, 'service_id' => 200 + $n, 'type' => $fine ? 'add' : 'thaw',
                    'status' => 'done', 'error' => $fine ? '' : self::EVIL, 'created_at' => 1704072120,
                    'executed_at' => null],
                'packages' => ['pkg_name' => self::EVIL, 'pkg_desc' => '', 'tariffcode' => "T$n", 'pkg_group' => $n,
                    'sale' => ['inactive', 'active', 'upcoming', 'expired'][$n % 4], 'pricenetto' => '40.57', 'pricebrutto' => '49.9', 'vat' => 23,
                    'pricenetto_provider' => '25', 'pricebrutto_provider' => null,
                    'pkg_valid_from' => $fine ? '2015-01-01' : '2999-01-01', 'pkg_valid_to' => $fine ? '2019-12-31' : null,
                    'countactive' => 0],
                'networks' => ['name' => self::EVIL, 'address' => '10.0.0.0', 'mask' => '255.255.255.0',
                    'mask_prefix' => $fine ? 24 : null, 'size' => 253, 'transport' => 'unicast', 'decoders' => 253,
                    'free' => $fine ? 1 : 0],
                'models' => ['name' => self::EVIL, 'description' => '', 'mycast_supported' => $fine],
                'decoders' => [
                    ['status' => 2, 'statusname' => 'wydane', 'iptv_accountid' => 40, 'addressip' => '10.0.0.2'] + $whose,
                    ['status' => 1, 'statusname' => 'w magazynie', 'customer_id' => null, 'person' => ''],
                    ['status' => 3, 'statusname' => 'usunięte', 'customer_id' => null, 'person' => ''],
                    ['status' => 9, 'statusname' => 'w drodze', 'customer_id' => null, 'person' => ''],
                ][$n % 4] + ['mac' => '00:1B:00:00:00:01', 'serialnumber' => '-0001', 'modelname' => 'Kaon',
                    'iptv_accountid' => 0, 'addressip' => '', 'description' => ''],
                'accounts' => $whose + ['mms_id' => 100 + $n, 'active' => $fine, 'activated_at' => 1704072120,
                    'blocked_at' => 1704072120, 'decoders' => 1, 'net' => '36.5', 'vat' => '8.4', 'gross' => '44.9',
                    'packages' => $fine ? ['Podstawowy', self::EVIL] : null],
            };
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

    final class Sync
    {
        public function pair(bool $relink = false, bool $dry_run = false, ?callable $progress = null): array
        {
            Script::call('pair', $relink, $dry_run);
            return Script::$sync;
        }

        public function fsecurePackages(bool $dry_run = false, ?callable $progress = null): array
        {
            Script::call('fsecurePackages', $dry_run);
            return Script::$sync;
        }

        public function metrotvPackages(bool $dry_run = false, ?callable $progress = null): array
        {
            Script::call('metrotvPackages', $dry_run);
            return Script::$sync;
        }

        public function decoders(bool $dry_run = false, ?callable $progress = null): array
        {
            Script::call('decoders', $dry_run);
            return Script::$sync;
        }

        public function services(bool $dry_run = false, ?callable $progress = null): array
        {
            Script::call('services', $dry_run);
            return Script::$sync;
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

namespace {

    require __DIR__ . '/billing.php';
    require __DIR__ . '/card.php';
    require __DIR__ . '/queue.php';
    require __DIR__ . '/plans.php';
    require __DIR__ . '/journal.php';
}
