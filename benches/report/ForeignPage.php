<?php

declare(strict_types=1);

/** A page of LMS that is none of ours, with the plugin enabled and without: in the stand-in host, with opcache. */
final class ForeignPage
{
    private const PAGE = '?m=customerlist';

    /** @param int $pages how often the page is asked for */
    public function __construct(private readonly Stand $stand, private readonly int $pages)
    {
    }

    /** @return list<Fact> */
    public function facts(): array
    {
        $this->stand->mms->reset();
        // In turns, so that a busy moment of the machine is everybody's.
        [$with, $without] = [$this->host(true), $this->host(false)];
        [$cpu, $queries] = [[], []];
        for ($turn = 0; $turn < 10; $turn++) {
            [$theirs, $ours] = [$this->visit($without), $this->visit($with)];
            $cpu[] = ($ours['cpu'] - $theirs['cpu']) / $theirs['pages'];
            $queries[] = ($ours['queries'] - $theirs['queries']) / $theirs['pages'];
        }
        $threads = (int) preg_replace('/.*^Threads:\s+(\d+).*/ms', '$1', (string) file_get_contents("/proc/$with[pid]/status"));
        $requests = $this->stand->mms->count('requests');
        $with['host']->remove();
        $without['host']->remove();
        // LMS itself asks once which schema an enabled plugin has.
        [$cpu, $queries] = [$this->median($cpu) * 1000, $this->median($queries) - 1];
        return [
            new Fact('a page of LMS that is not ours: more CPU', $cpu, 'ms', '≤ 0.5 ms', $cpu <= 0.5),
            new Fact('… more queries', $queries, '', '0', round($queries, 1) <= 0.0),
            new Fact('… more threads', $threads - 1, '', '0', $threads === 1),
            new Fact('… requests to MMS', $requests, '', '0', $requests === 0),
        ];
    }

    /** @return array{host: Instance, browser: Browser, pid: int} */
    private function host(bool $plugin): array
    {
        $directory = Surroundings::directory();
        file_put_contents("$directory/bench.ini", "opcache.enable=1\nopcache.enable_cli=1\nopcache.validate_timestamps=0\n"
            . ($plugin ? 'extension=' . Surroundings::variable('METROPORT_SO') . "\n" : ''));
        putenv('PHP_INI_SCAN_DIR=' . (getenv('PHP_INI_SCAN_DIR') ?: '') . ":$directory");
        $root = dirname(__DIR__, 2);
        $plugins = [];
        if ($plugin) {
            mkdir("$directory/LMSMetroportPlugin");
            exec("cp -r $root/php-shim/. $root/templates $directory/LMSMetroportPlugin/");
            $plugins = ["$directory/LMSMetroportPlugin"];
        }
        $settings = ['serwer_url' => $this->stand->mms->url, 'api_login' => Canary::LOGIN, 'api_pass' => Canary::PASSWORD];
        $host = new Instance('postgres', $plugins, ['host.boot_order' => 'after_june_2026'], ['--customers=60',
            ...($plugin ? ['--set=phpui.plugins=LMSMetroportPlugin'] : []),
            ...array_map(fn (string $key, string $value) => "--set=metroport.$key=$value", array_keys($settings), $settings)]);
        // As Composer leaves it: who scans directories at every start measures that.
        ClassMap::freeze("$host->directory/classes.php", "$host->directory/lib/", "$host->directory/plugins");
        file_put_contents($host->ini(), str_replace("[host]\n", "[host]\nclass_map = \"$host->directory/classes.php\"\n", (string) file_get_contents($host->ini())));
        $browser = Browser::of($host, 'admin');
        for ($page = 0; $page < 5; $page++) {
            $browser->get(self::PAGE)->status === 200 || throw new RuntimeException('the host does not show its page');
        }
        exec('rm -rf ' . escapeshellarg($directory));
        return ['host' => $host, 'browser' => $browser, 'pid' => $this->server($host)];
    }

    /**
     * @param array{host: Instance, browser: Browser, pid: int} $host
     * @return array{pages: int, cpu: float, queries: int} CPU in seconds
     */
    private function visit(array $host): array
    {
        $pages = max(1, intdiv($this->pages, 10));
        $sql = $host['host']->sql();
        $count = function () use ($sql): int {
            // A connection tells what it did when it ends, and that is a moment later.
            usleep(20_000);
            return (int) $sql->query('SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()')->fetchColumn();
        };
        [$cpu, $queries] = [$this->cpu($host['pid']), $count()];
        for ($page = 0; $page < $pages; $page++) {
            $host['browser']->get(self::PAGE);
        }
        return ['pages' => $pages, 'cpu' => $this->cpu($host['pid']) - $cpu, 'queries' => $count() - $queries];
    }

    /** Seconds that a process has been running on a processor. */
    private function cpu(int $pid): float
    {
        return (int) explode(' ', (string) file_get_contents("/proc/$pid/schedstat"))[0] / 1e9;
    }

    private function server(Instance $host): int
    {
        $address = parse_url($host->url(), PHP_URL_HOST) . ':' . parse_url($host->url(), PHP_URL_PORT);
        foreach (glob('/proc/[0-9]*/cmdline') ?: [] as $file) {
            if (str_contains((string) @file_get_contents($file), "-S\0$address\0")) {
                return (int) basename(dirname($file));
            }
        }
        throw new RuntimeException("nobody listens on $address");
    }

    /** @param list<float> $values */
    private function median(array $values): float
    {
        sort($values);
        return $values[intdiv(count($values), 2)];
    }
}
