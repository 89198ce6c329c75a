<?php

declare(strict_types=1);

/** A simulator of MMS with a world of its own. */
final class Simulator
{
    public readonly string $url;
    /** @var resource */
    private $process;

    public function __construct(string ...$options)
    {
        $binary = getenv('METROPORT_SIM') ?: dirname(__DIR__, 2) . '/target/release/mms-sim';
        $file = tempnam(sys_get_temp_dir(), 'sim');
        $null = ['file', '/dev/null', 'w'];
        $process = proc_open([$binary, '--listen', '127.0.0.1:0', '--port-file', $file, ...$options], [['file', '/dev/null', 'r'], $null, $null], $pipes);
        $this->process = is_resource($process) ? $process : throw new RuntimeException("$binary does not run: make mms-sim builds it");
        for ($try = 0; $try < 200 && (string) file_get_contents($file) === ''; $try++) {
            usleep(25_000);
        }
        $address = trim((string) file_get_contents($file));
        unlink($file);
        $this->url = $address === '' ? throw new RuntimeException('the simulator did not start') : "http://$address";
    }

    /** @return array<string, mixed> */
    public function counters(): array
    {
        return $this->control('counters');
    }

    /** How often a call was made, as "PUT /Iptv/Accounts/{id}/blockAccount". */
    public function calls(string $call): int
    {
        return $this->counters()['calls'][$call] ?? 0;
    }

    /** @return array<string, list<array<string, mixed>>> */
    public function world(): array
    {
        return $this->control('world');
    }

    /**
     * Asks or, with a body, tells the simulator itself: mms-sim/README.md lists what.
     *
     * @param ?array<mixed> $body
     */
    public function control(string $what, ?array $body = null, ?string $method = null): mixed
    {
        $context = stream_context_create(['http' => [
            'method' => $method ?? ($body === null ? 'GET' : 'POST'),
            'header' => 'Content-Type: application/json',
            'content' => $body === null ? '' : json_encode($body, JSON_THROW_ON_ERROR),
        ]]);

        return json_decode((string) file_get_contents("$this->url/_sim/$what", false, $context), true, 64, JSON_THROW_ON_ERROR);
    }

    public function stop(): void
    {
        proc_terminate($this->process);
        proc_close($this->process);
    }
}
