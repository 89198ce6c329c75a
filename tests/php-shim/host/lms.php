<?php

/** As much of LMS as the shell's classes touch, told by the tests what to answer. The whole of LMS's side is tests/host. */

declare(strict_types=1);

const LIB_DIR = '/nowhere/lib';
const SYS_DIR = '/var/www/lms';

/** What LMS is told to answer. */
final class Host
{
    /** @var array<string, mixed> configuration, also `privileges.*` */
    public static array $config = [];

    /** @var array<string, string> section [database] of lms.ini */
    public static array $database = ['type' => 'postgres', 'host' => '', 'user' => 'lms', 'password' => 'dbpass', 'database' => 'lms'];

    /** @var array<string, string> table `metroport_settings` */
    public static array $settings = [];

    /** How often it was written to. */
    public static int $written = 0;

    public static mixed $schema = LMSMetroportPlugin::PLUGIN_DB_VERSION;
    /** Whether the plugin is enabled, and in LMS's list of plugins. */
    public static bool $enabled = true;
    public static bool $listed = true;
    public static ?Throwable $upgradeFailure = null;
    public static ?int $user = 7;

    /** @var array<int, array{lastname: string, name: string, deleted: int}> customers whom the user may see */
    public static array $customers = [];

    /** What LMS::AddAssignment() returns, or throws. */
    public static mixed $assignment = ['39'];

    /** @var list<array<string, mixed>> what it was given */
    public static array $assignments = [];

    /** @var array<string, list<array<string, mixed>>> what tables have, whatever of them is asked for */
    public static array $rows = [];

    /** @var list<array<int, mixed>> what became of assignments that were there */
    public static array $changes = [];

    /** What LMS says to that. */
    public static mixed $changed = 1;

    /** @var array<string, string> translations; empty is English */
    public static array $strings = [];

    public static function reset(): void
    {
        self::$config = [
            'metroport.serwer_url' => 'https://mms.example',
            'metroport.api_login' => 'isp',
            'metroport.api_pass' => 'api-secret',
        ];
        self::$schema = LMSMetroportPlugin::PLUGIN_DB_VERSION;
        self::$enabled = self::$listed = true;
        self::$settings = [];
        self::$written = 0;
        self::$upgradeFailure = null;
        self::$user = 7;
        self::$customers = [
            3 => ['lastname' => 'ŻÓŁĆ', 'name' => 'Anna', 'deleted' => 0],
            4 => ['lastname' => 'DAWNY', 'name' => 'Jan', 'deleted' => 1],
        ];
        self::$strings = [];
        self::$assignment = ['39'];
        self::$assignments = [];
        self::$rows = [];
        self::$changes = [];
        self::$changed = 1;
        SYSLOG::$instance = null;
        AccessRights::$permissions = [];
    }

    public static function polish(): void
    {
        Localisation::appendUiLanguage(dirname(__DIR__, 3) . '/php-shim/lib/locale');
    }
}

function trans(string $text, string ...$values): string
{
    $text = Host::$strings[$text] ?? $text;
    foreach ($values as $place => $value) {
        $text = str_replace('$' . chr(97 + $place), $value, $text);
    }
    return preg_replace('/<![^>]+>/', '', $text);
}

function moneyf(float|string $value, ?string $currency = null): string
{
    return number_format((float) $value, 2, ',', '') . ' ' . ($currency ?? 'PLN');
}

final class Localisation
{
    public static ?string $language = 'pl_PL';

    public static function getCurrentCurrency(): string
    {
        return 'PLN';
    }

    public static function getCurrentUiLanguage(): ?string
    {
        return self::$language;
    }

    public static function appendUiLanguage(string $directory): void
    {
        $_LANG = [];
        foreach ([self::$language, substr((string) self::$language, 0, 2)] as $name) {
            if (is_readable("$directory/$name/strings.php")) {
                include "$directory/$name/strings.php";
                break;
            }
        }
        Host::$strings = array_merge(Host::$strings, $_LANG);
    }
}

final class ConfigHelper
{
    public static function getConfig(string $name, mixed $default = null): mixed
    {
        $value = Host::$config[$name] ?? null;
        return $value == '' ? $default : $value;
    }

    public static function checkConfig(string $name): bool
    {
        return !empty(Host::$config[$name]);
    }

    public static function checkPrivilege(string $name, bool $super = true): bool
    {
        return $super && !empty(Host::$config['privileges.superuser']) || !empty(Host::$config["privileges.$name"]);
    }
}

final class LMSConfig
{
    public static function getIniConfig(): object
    {
        return new class {
            public function getSection(string $name): object
            {
                return new class {
                    public function hasVariable(string $name): bool
                    {
                        return isset(Host::$database[$name]);
                    }

                    public function getVariable(string $name): object
                    {
                        return new class (Host::$database[$name]) {
                            public function __construct(private string $value)
                            {
                            }

                            public function getValue(): string
                            {
                                return $this->value;
                            }
                        };
                    }
                };
            }
        };
    }
}

final class LMSDB
{
    public static function getInstance(): self
    {
        return new self();
    }

    public function GetOne(string $query, array $arguments): mixed
    {
        if (str_contains($query, 'metroport_settings')) {
            return Host::$settings[$arguments[0]] ?? null;
        }
        if (str_contains($query, 'FROM assignments')) {
            // The day on which most are billed; whether one is still there.
            return str_contains($query, 'SELECT at') ? '5' : (str_contains($query, 'id = ? AND customerid = ?') ? $arguments[0] : null);
        }
        return Host::$schema instanceof Throwable ? throw Host::$schema : Host::$schema;
    }

    public function Execute(string $query, array $arguments): mixed
    {
        if (preg_match('/^UPDATE assignments SET (\w+) = /', $query, $column)) {
            Host::$changes[] = [$column[1], ...$arguments];
            return Host::$changed;
        }
        [$name, $value] = str_starts_with($query, 'UPDATE') ? array_reverse($arguments) : $arguments;
        if (str_starts_with($query, 'UPDATE') && !isset(Host::$settings[$name])) {
            return 0;
        }
        Host::$settings[$name] = $value;
        Host::$written++;
        return 1;
    }

    /** @return ?array<string, mixed> from `customerview`, which leaves out whom the user may not see */
    public function GetRow(string $query, array $arguments): ?array
    {
        if (!str_contains($query, 'FROM customerview')) {
            throw new LogicException($query);
        }
        return Host::$customers[$arguments[0]] ?? null;
    }

    public function Concat(string ...$parts): string
    {
        return implode(' || ', $parts);
    }

    /** @return ?list<array<string, mixed>> */
    public function GetAll(string $query, array $arguments = []): ?array
    {
        if (str_contains($query, 'metroport_settings')) {
            $names = array_filter(array_keys(Host::$settings), static fn (string $name): bool => str_starts_with($name, rtrim($arguments[0], '%')));
            return array_map(static fn (string $name): array => ['name' => $name, 'value' => Host::$settings[$name]], array_values($names));
        }
        preg_match('/ FROM (\w+)/', $query, $table);
        return Host::$rows[$table[1]] ?? null;
    }
}

const DISPOSABLE = 0;
const MONTHLY = 3;
const DOC_INVOICE = 1;

final class LMS
{
    public static function getInstance(): self
    {
        return new self();
    }

    public function GetTariffs(): array
    {
        return [
            5 => ['id' => '5', 'name' => 'F-Secure <b>', 'value' => '9.990', 'currency' => 'PLN', 'valid' => '1'],
            6 => ['id' => '6', 'name' => 'Stara', 'value' => '1.000', 'currency' => 'PLN', 'valid' => '0'],
        ];
    }

    public function setPluginManager(LMSPluginManager $manager): void
    {
    }

    public function AddAssignment(array $data): mixed
    {
        Host::$assignments[] = $data;
        if (Host::$assignment instanceof Throwable) {
            throw Host::$assignment;
        }
        return Host::$assignment;
    }

    public function GetTaxes(): array
    {
        return [1 => ['id' => 1, 'value' => '8.00'], 2 => ['id' => 2, 'value' => '23.00']];
    }

    public function GetCustomerAssignments(int $id, bool $expired = false, bool $approved = true): array
    {
        return Host::$rows['assignments'];
    }

    public function SuspendAssignment(int $id, bool $suspend = true): mixed
    {
        Host::$changes[] = [$suspend ? 'suspend' : 'resume', $id];
        return Host::$changed;
    }

    public function DeleteAssignment(int $id): void
    {
        Host::$changes[] = ['delete', $id];
    }
}

final class LMSPluginManager
{
    public static function getInstance(): self
    {
        // A script speaks LMS's language.
        Host::$user === null && Host::polish();
        return new self();
    }

    public function getAllPluginInfo(): array
    {
        return Host::$listed ? ['LMSMetroportPlugin' => ['enabled' => Host::$enabled]] : [];
    }

    public static function isPluginEnabled(string $alias): bool
    {
        return Host::$enabled && $alias === LMSMetroportPlugin::PLUGIN_ALIAS;
    }
}

abstract class LMSPlugin
{
    protected $handlers;

    public function __construct()
    {
        $this->registerHandlers();
        if (Host::$upgradeFailure !== null) {
            throw Host::$upgradeFailure;
        }
    }

    abstract public function registerHandlers();

    public static function loadLocales()
    {
        Localisation::appendUiLanguage(dirname(__DIR__, 3) . '/php-shim/lib/locale');
    }

    protected function dispatcher($hook_name, $hook_data)
    {
        if (!isset($this->handlers[$hook_name])) {
            return $hook_data;
        }
        $handler = new $this->handlers[$hook_name]['class']();
        return $handler->{$this->handlers[$hook_name]['method']}($hook_data);
    }
}

final class Auth
{
    public static function GetCurrentUser(): ?int
    {
        return Host::$user;
    }

    public static function GetCurrentUserName(): ?string
    {
        return Host::$user === null ? null : 'Jan Operator';
    }
}

final class SYSLOG
{
    public const RES_CUST = 7;
    public const RES_ASSIGN = 2;
    public const RES_TARIFF = 12;
    public const OPER_ADD = 1;
    public const OPER_DELETE = 2;
    public const OPER_UPDATE = 3;

    public static ?self $instance = null;

    /** @var list<mixed> */
    public array $messages = [];

    /** Null while the log is off; `$force` makes one all the same, and it stays. */
    public static function getInstance(bool $force = false): ?self
    {
        return self::$instance ??= $force ? new self() : null;
    }

    public function AddResources(array $resources, array $keys): void
    {
    }

    public function NewTransaction(string $module): void
    {
        $this->messages[] = $module;
    }

    public function AddMessage(int $resource, int $operation, array $data): void
    {
        $this->messages[] = [$resource, $operation, $data];
    }
}

final class Permission
{
    public function __construct(
        public string $name,
        public string $label,
        public ?string $allow,
        public ?string $deny,
        public array $menu,
    ) {
    }
}

final class AccessRights
{
    public const FIRST_FORBIDDEN_PERMISSION = 'backup_management_forbidden';

    /** @var array<string, Permission> */
    public static array $permissions = [];

    public static function getInstance(): self
    {
        return new self();
    }

    public function getPermission(string $name): ?Permission
    {
        return self::$permissions[$name] ?? null;
    }

    public function insertPermission(Permission $permission, string $before): void
    {
        if (isset(self::$permissions[$permission->name])) {
            throw new Exception('permission exists');
        }
        self::$permissions[$permission->name] = $permission;
    }
}
