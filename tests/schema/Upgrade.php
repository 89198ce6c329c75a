<?php

declare(strict_types=1);

/** A process that runs LMS's UpgradeDb() for the plugin: LMS reads versions once per process and may die() in it. */
final class Upgrade
{
    /** @var resource */
    private $process;
    /** @var array<int, resource> */
    private array $pipes = [];

    /** @param array<string, string> $config `[database]` of lms.ini */
    public function __construct(array $config, string $mysqlSocket)
    {
        $command = [PHP_BINARY, '-d', "mysqli.default_socket=$mysqlSocket", __DIR__ . '/upgrade-once.php'];
        $this->process = proc_open($command, [['pipe', 'r'], ['pipe', 'w'], ['pipe', 'w']], $this->pipes)
            ?: throw new RuntimeException('cannot start PHP');
        // Not as an argument: the list of processes is everybody's.
        fwrite($this->pipes[0], json_encode($config, JSON_THROW_ON_ERROR));
        fclose($this->pipes[0]);
    }

    /**
     * Waits for its end.
     *
     * @return array{version: string, errors: list<string>, pending: list<string>}
     */
    public function outcome(): array
    {
        [$out, $err] = [stream_get_contents($this->pipes[1]), stream_get_contents($this->pipes[2])];
        proc_close($this->process);
        return json_decode($out, true) ?? throw new RuntimeException("LMS would have died: $out $err");
    }

    /** As by the OOM killer: no destructor, no shutdown function. */
    public function kill(): void
    {
        proc_terminate($this->process, SIGKILL);
        proc_close($this->process);
    }
}
