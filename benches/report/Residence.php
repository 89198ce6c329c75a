<?php

declare(strict_types=1);

/** What the extension costs where it does nothing or little: memory of a php-fpm worker, start of PHP, size of the file. */
final class Residence
{
    private const MEMORY = 'preg_match_all("/^(VmRSS|RssAnon):\s+(\d+)/m", file_get_contents("/proc/self/status"), $m);
        echo json_encode(array_map("intval", array_combine($m[1], $m[2])));';
    private const USE = '$client = new Metroport\Client($config); $client->customers()->mmsId(1); $client->customers()->get(' . Stand::FIRST . ' + 1);';

    public function __construct(private readonly Stand $stand, private readonly int $requests, private readonly int $starts)
    {
    }

    /** @return list<Fact> */
    public function facts(): array
    {
        return [...$this->memory(), $this->start(), $this->file()];
    }

    /** @return list<Fact> kB of one worker's memory, beyond that of a worker without the extension */
    private function memory(): array
    {
        // An extension that is there anyway stands for none.
        $bare = new Fpm(1, 'ctype');
        $without = $this->settled($bare, $bare->script(self::MEMORY, []));
        $bare->stop();

        $fpm = new Fpm(1);
        $idle = $this->settled($fpm, $fpm->script(self::MEMORY, []));
        $script = $fpm->script(self::USE . self::MEMORY, $this->stand->config());
        $used = $this->settled($fpm, $script);
        for ($request = 0; $request < $this->requests; $request++) {
            $after = $fpm->ask($script);
        }
        $list = $fpm->script('(new Metroport\Client($config))->lists()->decoders();' . self::MEMORY, $this->stand->config());
        $listed = $this->settled($fpm, $list);
        $fpm->stop();

        $more = fn (array $now) => ($now['VmRSS'] - $without['VmRSS']) / 1024;
        $fact = fn (string $what, float $megabytes, ?float $bound) => new Fact("memory of a php-fpm worker $what", $megabytes, 'MB',
            $bound === null ? '' : "≤ $bound MB", $bound === null ? null : $megabytes <= $bound);
        return [
            $fact('before first use', $more($idle), 3),
            $fact('after first use', $more($used), 10),
            $fact('grown over ' . number_format($this->requests) . ' more requests', ($after['VmRSS'] - $used['VmRSS']) / 1024, 0.5),
            $fact('after pages of ' . number_format($this->stand->size) . ' decoders', $more($listed), null),
        ];
    }

    /** @return array<string, int> of the twentieth request: what grows at first has grown */
    private function settled(Fpm $fpm, string $script): array
    {
        for ($request = 0; $request < 20; $request++) {
            $memory = $fpm->ask($script);
        }
        return $memory;
    }

    private function start(): Fact
    {
        $with = [PHP_BINARY, '-d', 'extension=' . Surroundings::variable('METROPORT_SO'), '-r', ''];
        $differences = [];
        for ($pair = 0; $pair < $this->starts; $pair++) {
            $differences[] = $this->time($with) - $this->time([PHP_BINARY, '-r', '']);
        }
        sort($differences);
        $more = $differences[intdiv($this->starts, 2)] * 1000;
        return new Fact('start of php -r \'\', more than without', $more, 'ms', '≤ 1.5 ms', $more <= 1.5);
    }

    /** @param list<string> $command */
    private function time(array $command): float
    {
        $started = hrtime(true);
        proc_close(proc_open($command, [['file', '/dev/null', 'r'], ['file', '/dev/null', 'w'], ['file', '/dev/null', 'w']], $pipes));
        return (hrtime(true) - $started) / 1e9;
    }

    private function file(): Fact
    {
        $megabytes = filesize(Surroundings::variable('METROPORT_SO')) / 1e6;
        return new Fact('the extension\'s file, stripped', $megabytes, 'MB', '≤ 10 MB', $megabytes <= 10);
    }
}
