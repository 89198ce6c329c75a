<?php

declare(strict_types=1);

require_once dirname(__DIR__, 2) . '/env/Remains.php';

/** A php-fpm of its own with the extension, on a socket. */
final class Fpm
{
    /** @var resource */
    private $process;
    private string $directory;
    private int $scripts = 0;

    public function __construct(int $workers, ?string $extension = null)
    {
        $this->directory = Surroundings::directory();
        $root = posix_geteuid() === 0;
        file_put_contents("$this->directory/fpm.conf", "[global]\nerror_log = $this->directory/log\ndaemonize = no\n"
            . 'process_control_timeout = ' . (int) Surroundings::patient(5) . "s\n[www]\nlisten = $this->directory/socket\npm = static\npm.max_children = $workers\n"
            . 'catch_workers_output = yes' . ($root ? "\nuser = root\ngroup = root\n" : "\n"));
        $this->process = proc_open(
            [Surroundings::fpm(), '--nodaemonize', '--fpm-config', "$this->directory/fpm.conf", ...($root ? ['--allow-to-run-as-root'] : []),
                '-d', 'extension=' . ($extension ?? Surroundings::variable('METROPORT_SO')), '-d', 'display_errors=1', '-d', 'html_errors=0',
                '-d', 'error_reporting=-1', '-d', 'log_errors=0', '-d', 'opcache.enable=0'],
            [['file', '/dev/null', 'r'], ['file', "$this->directory/out", 'w'], ['file', "$this->directory/out", 'w']],
            $pipes
        );
        $this->waitUntilReady(1);
    }

    /** Waits until it has said so often that it is ready. */
    public function waitUntilReady(int $times): void
    {
        $ready = fn () => substr_count((string) @file_get_contents("$this->directory/log"), 'ready to handle connections') >= $times;
        Surroundings::until($ready, 'php-fpm is ready');
    }

    /**
     * @param string $code has $config
     * @param array<string, mixed> $config
     */
    public function script(string $code, array $config): string
    {
        $path = "$this->directory/" . ++$this->scripts . '.php';
        file_put_contents($path, '<?php $config = ' . var_export($config, true) . ";\n$code");
        return $path;
    }

    public function send(string $script): FastCgi
    {
        return new FastCgi("$this->directory/socket", $script);
    }

    /** @return array<string, mixed> the JSON that a script printed */
    public function ask(string $script): array
    {
        return json_decode($this->send($script)->answer(), true, 512, JSON_THROW_ON_ERROR);
    }

    /** @return list<int> */
    public function workers(): array
    {
        $master = proc_get_status($this->process)['pid'];
        return array_map(intval(...), explode(' ', trim((string) file_get_contents("/proc/$master/task/$master/children"))));
    }

    public function signal(int $signal): void
    {
        proc_terminate($this->process, $signal);
    }

    /** Stops it and tells what it logged. */
    public function stop(): string
    {
        $this->signal(SIGTERM);
        proc_close($this->process);
        array_map(static fn (string $log) => Remains::file($log), ["$this->directory/log", "$this->directory/out"]);
        $log = file_get_contents("$this->directory/log") . file_get_contents("$this->directory/out");
        Surroundings::removeDirectory($this->directory);
        return $log;
    }
}
