<?php

declare(strict_types=1);

require_once dirname(__DIR__, 2) . '/env/Remains.php';

/** A host of one's own: database, directory, plugins, web server. For the host's tests and anyone else's. */
final class Instance
{
    private const HOST = __DIR__ . '/..';

    private static int $made = 0;

    public readonly string $directory;
    private readonly string $database;
    /** @var ?resource */
    private $server = null;
    private int $port = 0;

    /**
     * @param string $dialect postgres or mysql
     * @param array<string, string> $ini section.key => value, added to lms.ini
     * @param list<string> $setup more options of host-setup.php
     */
    public function __construct(public readonly string $dialect, array $plugins, array $ini = [], array $setup = [])
    {
        $this->database = 'host_' . getmypid() . '_' . ++self::$made;
        $this->directory = sys_get_temp_dir() . '/' . $this->database;
        $postgres = $dialect === 'postgres';
        $this->server()->exec("CREATE DATABASE $this->database" . ($postgres ? '' : ' CHARACTER SET utf8mb4 COLLATE utf8mb4_polish_ci'));
        $ini += [
            'database.type' => $postgres ? 'postgres' : 'mysqli',
            'database.host' => $postgres ? self::env('MP_PG_HOST') : 'localhost',
            'database.user' => self::env($postgres ? 'MP_PG_USER' : 'MP_MY_USER'),
            'database.password' => self::env($postgres ? 'MP_PG_PASSWORD' : 'MP_MY_PASSWORD'),
            'database.database' => $this->database,
        ] + ($postgres ? [] : ['host.mysqli_socket' => self::env('MP_MY_SOCKET')]);
        $settings = [];
        foreach ($ini as $key => $value) {
            $settings[] = "--set=$key=$value";
        }
        self::run([PHP_BINARY, self::HOST . '/bin/host-instance.php', $this->directory, ...$settings]);
        foreach ($plugins as $plugin) {
            self::run(['cp', '-r', $plugin, $this->directory . '/plugins/']);
        }
        self::run([PHP_BINARY, self::HOST . '/bin/host-setup.php', '-C', $this->ini(), ...$setup]);
    }

    public function ini(): string
    {
        return $this->directory . '/lms.ini';
    }

    /** Runs a script of the host or of a plugin, by its path inside the instance. */
    public function script(string $path, string ...$arguments): string
    {
        return self::run([PHP_BINARY, "$this->directory/$path", '-C', $this->ini(), ...$arguments]);
    }

    public function url(): string
    {
        if ($this->server === null) {
            $this->start();
        }

        return "http://127.0.0.1:$this->port/";
    }

    public function sql(): PDO
    {
        return $this->connect($this->database);
    }

    /** Kills PHP in the middle of what it does, and starts it again at the same address. */
    public function dies(): void
    {
        $this->stop(SIGKILL);
        $this->start();
    }

    public function remove(): void
    {
        $this->stop(SIGTERM);
        Remains::tables($this->sql());
        Remains::file("$this->directory/server.log");
        $this->server()->exec("DROP DATABASE $this->database" . ($this->dialect === 'postgres' ? ' WITH (FORCE)' : ''));
        self::run(['rm', '-rf', $this->directory]);
    }

    private function stop(int $signal): void
    {
        if ($this->server !== null) {
            proc_terminate($this->server, $signal);
            proc_close($this->server);
            $this->server = null;
        }
    }

    private function start(): void
    {
        if ($this->port === 0) {
            $socket = stream_socket_server('tcp://127.0.0.1:0');
            $this->port = (int) substr((string) strrchr((string) stream_socket_get_name($socket, false), ':'), 1);
            fclose($socket);
        }
        $log = ['file', $this->directory . '/server.log', 'a'];
        $this->server = proc_open(
            [PHP_BINARY, '-S', "127.0.0.1:$this->port", '-t', $this->directory, self::HOST . '/router.php'],
            [['file', '/dev/null', 'r'], $log, $log],
            $pipes,
            $this->directory
        );
        for ($try = 0; $try < 100; $try++) {
            if (@stream_socket_client("tcp://127.0.0.1:$this->port")) {
                return;
            }
            usleep(50_000);
        }
        throw new RuntimeException('The web server did not start: ' . file_get_contents($this->directory . '/server.log'));
    }

    private function server(): PDO
    {
        return $this->connect($this->dialect === 'postgres' ? 'postgres' : 'information_schema');
    }

    private function connect(string $database): PDO
    {
        return $this->dialect === 'postgres'
            ? new PDO('pgsql:host=' . self::env('MP_PG_HOST') . ';port=' . self::env('MP_PG_PORT') . ";dbname=$database", self::env('MP_PG_USER'), self::env('MP_PG_PASSWORD'))
            : new PDO('mysql:unix_socket=' . self::env('MP_MY_SOCKET') . ";dbname=$database;charset=utf8mb4", self::env('MP_MY_USER'), self::env('MP_MY_PASSWORD'));
    }

    /** @param list<string> $command */
    private static function run(array $command): string
    {
        exec(implode(' ', array_map('escapeshellarg', $command)) . ' 2>&1', $output, $status);
        if ($status !== 0) {
            throw new RuntimeException(implode(' ', $command) . " ended with $status:\n" . implode("\n", $output));
        }

        return implode("\n", $output);
    }

    private static function env(string $name): string
    {
        return getenv($name) ?: throw new RuntimeException("$name is not set: see tests/env/databases.sh");
    }
}
