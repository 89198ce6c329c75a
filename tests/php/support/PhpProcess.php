<?php

declare(strict_types=1);

require_once dirname(__DIR__, 2) . '/env/Remains.php';

/** A php of its own with the extension, for what must not happen to the tests themselves. */
final class PhpProcess
{
    /** @var resource */
    private $process;
    private string $directory;
    private float $started;

    /**
     * @param string $code without an opening tag; it has $config
     * @param array<string, mixed> $config
     * @param array<string, string> $ini
     * @param list<string> $through a command that becomes php
     */
    public function __construct(string $code, array $config = [], array $ini = [], ?string $extension = null, array $through = [])
    {
        $this->directory = Surroundings::directory();
        // By file: what is on the command line or in the environment is in phpinfo().
        file_put_contents("$this->directory/config.php", '<?php return ' . var_export($config, true) . ';');
        file_put_contents("$this->directory/run.php", "<?php\n\$config = require __DIR__ . '/config.php';\n$code");
        $command = [...$through, PHP_BINARY, '-d', 'extension=' . ($extension ?? Surroundings::variable('METROPORT_SO'))];
        foreach ($ini + ['display_errors' => 'stderr', 'error_reporting' => '-1', 'log_errors' => '0', 'html_errors' => '0'] as $name => $value) {
            array_push($command, '-d', "$name=$value");
        }
        $this->started = microtime(true);
        $this->process = proc_open(
            [...$command, "$this->directory/run.php"],
            [['file', '/dev/null', 'r'], ['file', "$this->directory/out", 'w'], ['file', "$this->directory/err", 'w']],
            $pipes
        );
    }

    /**
     * @param array<string, mixed> $config
     * @param list<string> $through
     */
    public static function run(string $code, array $config = [], array $ini = [], ?string $extension = null, array $through = []): Ended
    {
        return (new self($code, $config, $ini, $extension, $through))->end();
    }

    /** Waits until it has printed something, and tells all that it has printed. */
    public function waitFor(string $text): string
    {
        Surroundings::until(fn () => str_contains($this->output('out'), $text), "the process prints $text");
        return $this->output('out');
    }

    public function pid(): int
    {
        return proc_get_status($this->process)['pid'];
    }

    public function signal(int $signal): void
    {
        proc_terminate($this->process, $signal);
    }

    public function end(float $seconds = 30.0): Ended
    {
        $status = [];
        Surroundings::until(function () use (&$status): bool {
            $status = proc_get_status($this->process);
            return !$status['running'];
        }, 'the process ends', $seconds);
        $ended = new Ended(
            $status['signaled'] ? null : $status['exitcode'],
            $status['signaled'] ? $status['termsig'] : null,
            $this->output('out'),
            $this->output('err'),
            microtime(true) - $this->started
        );
        proc_close($this->process);
        Remains::file("$this->directory/err");
        Surroundings::removeDirectory($this->directory);
        return $ended;
    }

    private function output(string $which): string
    {
        return (string) file_get_contents("$this->directory/$which");
    }
}

/** How a process ended. */
final class Ended
{
    public function __construct(
        public readonly ?int $status,
        public readonly ?int $signal,
        public readonly string $out,
        public readonly string $err,
        public readonly float $seconds
    ) {
    }

    /** What it printed, when nothing else went wrong. */
    public function printed(): string
    {
        if ($this->status !== 0 || $this->err !== '') {
            throw new RuntimeException("status $this->status, signal $this->signal: $this->out$this->err");
        }
        return $this->out;
    }
}
