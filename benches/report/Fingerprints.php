<?php

declare(strict_types=1);

/** The converger's look at all customers when nothing has changed, in a process of its own. */
final class Fingerprints
{
    private const CODE = <<<'PHP'
        $queue = (new Metroport\Client($config))->queue();
        // Idle: everything is loaded and open. Its peak of memory is forgotten.
        $queue->converge(['metrotv']);
        file_put_contents('/proc/self/clear_refs', '5');
        $memory = fn (string $what) => (int) preg_replace("/.*^$what:\\s+(\\d+).*/ms", '$1', file_get_contents('/proc/self/status'));
        [$idle, $started] = [$memory('VmRSS'), hrtime(true)];
        $report = $queue->converge(['data']);
        echo json_encode(['seconds' => (hrtime(true) - $started) / 1e9, 'kilobytes' => $memory('VmHWM') - $idle,
            'idle' => $report['stopped'] === null && $report['lines'] === [] && $report['waiting'] === 0]);
        PHP;

    public function __construct(private readonly Stand $stand)
    {
    }

    /** @return list<Fact> */
    public function facts(): array
    {
        // LMS has what MMS has: one look at MMS, and everything is recorded as settled.
        $this->stand->client()->queue()->converge(['data']);
        $this->stand->mms->reset();
        $found = json_decode(PhpProcess::run(self::CODE, $this->stand->config())->printed(), true, 512, JSON_THROW_ON_ERROR);
        $found['idle'] || throw new RuntimeException('the fingerprints of unchanged customers differ');
        $requests = $this->stand->mms->count('requests');
        $what = 'fingerprint check of ' . number_format($this->stand->size) . ' customers, nothing changed';
        $megabytes = $found['kilobytes'] / 1024;
        return [
            new Fact($what, $found['seconds'], 's', '≤ 5 s', $found['seconds'] <= 5),
            new Fact('… peak of memory above idle', $megabytes, 'MB', '≤ 64 MB', $megabytes <= 64),
            new Fact('… requests to MMS', $requests, '', '0', $requests === 0),
        ];
    }
}
