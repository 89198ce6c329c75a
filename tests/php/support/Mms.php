<?php

declare(strict_types=1);

/** The simulator of MMS, in a process of its own. */
final class Mms
{
    /** @var resource */
    private $process;
    private CurlHandle $control;
    private string $directory;
    public readonly string $url;

    /**
     * @param list<array<string, mixed>> $customers as in the simulator's README
     * @param list<string> $options of mms-sim
     */
    public function __construct(array $customers, array $options = [])
    {
        $this->directory = Surroundings::directory();
        file_put_contents("$this->directory/customers", json_encode($customers, JSON_THROW_ON_ERROR));
        $log = ['file', "$this->directory/log", 'w'];
        $this->process = proc_open(
            [Surroundings::variable('MMS_SIM'), '--port-file', "$this->directory/port",
                '--customers-file', "$this->directory/customers", '--accounts', '0', '--decoders', '40', '--login', Canary::LOGIN,
                '--password', Canary::PASSWORD, ...$options],
            [['file', '/dev/null', 'r'], $log, $log],
            $pipes
        );
        Surroundings::until(
            fn () => (string) @file_get_contents("$this->directory/port") !== '',
            'the simulator listens'
        );
        $this->url = 'http://' . file_get_contents("$this->directory/port");
        // One connection for all, so that the simulator's count of connections tells of the others.
        $this->control = curl_init();
    }

    public function stop(): void
    {
        proc_terminate($this->process);
        proc_close($this->process);
        Surroundings::removeDirectory($this->directory);
    }

    /** It stands still: it takes requests and answers none, these methods' neither. */
    public function freeze(): void
    {
        proc_terminate($this->process, SIGSTOP);
    }

    /** It goes on with what it was asked meanwhile. */
    public function thaw(): void
    {
        proc_terminate($this->process, SIGCONT);
    }

    /** @return array<string, mixed> */
    public function control(string $method, string $path, mixed $body = null): array
    {
        curl_setopt_array($this->control, [
            CURLOPT_URL => "$this->url/_sim/$path",
            CURLOPT_CUSTOMREQUEST => $method,
            CURLOPT_POSTFIELDS => json_encode($body ?? new stdClass()),
            CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
            CURLOPT_RETURNTRANSFER => true,
        ]);
        $answer = curl_exec($this->control);
        if (curl_getinfo($this->control, CURLINFO_RESPONSE_CODE) !== 200) {
            throw new RuntimeException("simulator: $method $path: $answer");
        }
        return (array) json_decode((string) $answer, true);
    }

    public function count(string $counter): int
    {
        return $this->control('GET', 'counters')[$counter];
    }

    public function calls(string $call): int
    {
        return $this->control('GET', 'counters')['calls'][$call] ?? 0;
    }

    public function reset(): void
    {
        $this->control('POST', 'reset-counters');
    }

    /** @param array<string, mixed> $fault as in the simulator's README */
    public function fault(string $method, string $path, array $fault, ?int $count = null): void
    {
        $rule = ['method' => $method, 'path' => $path, 'fault' => $fault];
        $this->control('POST', 'faults', $count === null ? $rule : $rule + ['count' => $count]);
    }

    public function heal(): void
    {
        $this->control('DELETE', 'faults');
    }

    public function hang(string $path = '*'): void
    {
        $this->fault('GET', $path, ['kind' => 'hang', 'when' => 'before']);
    }

    public function delay(int $milliseconds): void
    {
        $this->control('POST', 'latency', ['ms' => $milliseconds]);
    }

    public function revoke(): void
    {
        $this->control('POST', 'revoke-sessions');
    }

    /** @return array<int, array<string, mixed>> rows of one kind by id */
    public function rows(string $kind): array
    {
        return array_column($this->control('GET', 'world')[$kind], null, 'id');
    }

    public function add(string $kind, array $row): int
    {
        return $this->edit(['kind' => $kind, 'set' => $row]);
    }

    public function edit(array $edit): int
    {
        return $this->control('POST', 'edit', $edit)['ids'][0];
    }
}
