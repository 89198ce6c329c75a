<?php

declare(strict_types=1);

require_once dirname(__DIR__, 2) . '/env/Remains.php';

/** An LMS database with the plugin's tables, one for each kind and run; every test empties it. */
final class Lms
{
    /** @var array<string, self> */
    private static array $made = [];

    public PDO $pdo;
    private readonly string $name;

    /** @param string $dialect postgres or mysql */
    public static function empty(string $dialect): self
    {
        self::$made[$dialect] ??= new self($dialect);
        $lms = self::$made[$dialect];
        Remains::tables($lms->pdo);
        $tables = ['metroport_journal', 'metroport_lock_holds', 'metroport_locks', 'metroport_customers', 'metroport_settings', 'customer_addresses',
            'customers', 'userdivisions', 'users', 'divisions'];
        array_map(fn (string $table) => $lms->pdo->exec("DELETE FROM $table"), $tables);
        return $lms;
    }

    /** With the people of the tests' world in it. */
    public static function withPeople(string $dialect): self
    {
        $lms = self::empty($dialect);
        $lms->pdo->exec("INSERT INTO divisions (id, shortname, name, inv_header, inv_footer, inv_author, inv_cplace, description)
            VALUES (1, 'A', 'A', '', '', '', '', ''), (2, 'B', 'B', '', '', '', '', '')");
        foreach ([People::BOSS => [1, 2], People::CLERK => [1]] as $user => $divisions) {
            $lms->insert('users', ['id' => $user, 'login' => "user$user", 'rights' => '', 'settings' => '', 'persistentsettings' => '']);
            foreach ($divisions as $division) {
                $lms->insert('userdivisions', ['userid' => $user, 'divisionid' => $division]);
            }
        }
        foreach (People::inLms() as [$id, $lastname, $name, $division]) {
            $lms->customer($id, $lastname, $name, $division);
        }
        foreach (People::LINKS as $customer => $user) {
            $lms->link($customer, $user);
        }
        return $lms;
    }

    public function customer(int $id, string $lastname, string $name, ?int $division = null): void
    {
        $this->insert('customers', ['id' => $id, 'lastname' => $lastname, 'name' => $name, 'divisionid' => $division,
            'info' => '', 'notes' => '', 'message' => '']);
        $this->insert('customer_addresses', ['customer_id' => $id, 'type' => 1]);
    }

    public function link(int $customer, int $user): void
    {
        $this->insert('metroport_customers', ['lms_user_id' => $customer, 'metroport_user_id' => $user]);
    }

    /** @param array<string, mixed> $row */
    private function insert(string $table, array $row): void
    {
        $places = implode(', ', array_fill(0, count($row), '?'));
        $this->pdo->prepare("INSERT INTO $table (" . implode(', ', array_keys($row)) . ") VALUES ($places)")->execute(array_values($row));
    }

    /** @return list<array<string, mixed>> */
    public function rows(string $sql): array
    {
        return $this->pdo->query($sql)->fetchAll(PDO::FETCH_ASSOC);
    }

    /** @return array<string, mixed> the key `database` of the extension's configuration */
    public function config(): array
    {
        return ['database' => $this->name] + ($this->dialect === 'postgres' ? [
            'type' => 'postgres',
            'host' => Surroundings::variable('MP_PG_HOST'),
            'port' => (int) Surroundings::variable('MP_PG_PORT'),
            'user' => Surroundings::variable('MP_PG_USER'),
            'password' => Surroundings::variable('MP_PG_PASSWORD'),
        ] : [
            'type' => 'mysqli',
            'host' => 'localhost',
            'socket' => Surroundings::variable('MP_MY_SOCKET'),
            'user' => Surroundings::variable('MP_MY_USER'),
            'password' => Surroundings::variable('MP_MY_PASSWORD'),
        ]);
    }

    private function __construct(public readonly string $dialect)
    {
        $this->name = 'php_' . getmypid();
        $server = fn (): PDO => $this->connect($dialect === 'postgres' ? 'postgres' : 'information_schema');
        $server()->exec("CREATE DATABASE $this->name"
            . ($dialect === 'mysql' ? ' CHARACTER SET utf8mb3 COLLATE utf8mb3_polish_ci' : ''));
        $process = getmypid();
        register_shutdown_function(function () use ($server, $process): void {
            // A forked child shares the connection.
            if (getmypid() === $process) {
                Remains::tables($this->connect($this->name));
                $server()->exec("DROP DATABASE $this->name" . ($this->dialect === 'postgres' ? ' WITH (FORCE)' : ''));
            }
        });
        $this->pdo = $this->connect($this->name);
        $tests = dirname(__DIR__, 2);
        $this->load("$tests/host/schema." . ($dialect === 'postgres' ? 'pgsql' : 'mysql'));
        array_map([$this, 'load'], glob(dirname($tests) . "/migrations/$dialect/*.sql") ?: []);
        $this->insert('dbinfo', ['keytype' => 'dbversion_LMSMetroportPlugin', 'keyvalue' => (string) Metroport\Client::SCHEMA_VERSION]);
    }

    /** After the server was away. */
    public function reconnect(): void
    {
        $this->pdo = $this->connect($this->name);
    }

    private function load(string $path): void
    {
        $sql = (string) preg_replace('/^--.*$/m', '', (string) file_get_contents($path));
        foreach ($this->dialect === 'postgres' ? [$sql] : preg_split('/;\n/', $sql) as $statement) {
            trim($statement) === '' || $this->pdo->exec($statement);
        }
    }

    private function connect(string $database): PDO
    {
        return $this->dialect === 'postgres'
            ? new PDO(
                'pgsql:host=' . Surroundings::variable('MP_PG_HOST') . ';port=' . Surroundings::variable('MP_PG_PORT') . ";dbname=$database",
                Surroundings::variable('MP_PG_USER'),
                Surroundings::variable('MP_PG_PASSWORD')
            )
            : new PDO(
                'mysql:unix_socket=' . Surroundings::variable('MP_MY_SOCKET') . ";dbname=$database;charset=utf8mb4",
                Surroundings::variable('MP_MY_USER'),
                Surroundings::variable('MP_MY_PASSWORD')
            );
    }
}
