<?php

declare(strict_types=1);

/** One of the private database servers of tests/env/databases.sh, which can be killed and started again. */
final class Server
{
    private string $pidFile;
    /** @var list<string> */
    private array $command = [];
    private int $user = 0;

    public function __construct(private readonly string $dialect)
    {
        $this->pidFile = $dialect === 'postgres'
            ? dirname(Surroundings::variable('MP_PG_HOST')) . '/pg.pid'
            : dirname(Surroundings::variable('MP_MY_SOCKET'), 2) . '/my.pid';
    }

    public function pid(): int
    {
        return (int) file_get_contents($this->pidFile);
    }

    /** Ends it in the middle of whatever it does. */
    public function kill(): void
    {
        $pid = $this->pid();
        $this->command = explode("\0", rtrim((string) file_get_contents("/proc/$pid/cmdline"), "\0"));
        $this->user = (int) fileowner("/proc/$pid");
        // PostgreSQL's immediate shutdown: killed itself, its children would live on.
        posix_kill($pid, $this->dialect === 'postgres' ? SIGQUIT : SIGKILL);
        Surroundings::until(static fn (): bool => !file_exists("/proc/$pid"), 'the server is gone', 20.0);
    }

    /** It stands still, as when its disk or its machine does: it takes connections and says nothing. */
    public function freeze(): void
    {
        $this->signal(SIGSTOP);
    }

    public function thaw(): void
    {
        $this->signal(SIGCONT);
    }

    /** PostgreSQL's connections are processes of their own; whoever is stopped makes no more. */
    private function signal(int $signal): void
    {
        $pid = $this->pid();
        posix_kill($pid, $signal);
        foreach (glob('/proc/[0-9]*/stat') as $process) {
            // pid (name) state parent …
            if (preg_match('/^(\d+) \(.*\) \S (\d+) /s', (string) @file_get_contents($process), $found) === 1 && (int) $found[2] === $pid) {
                posix_kill((int) $found[1], $signal);
            }
        }
    }

    public function start(Lms $lms): void
    {
        $words = implode(' ', array_map('escapeshellarg', ['setpriv', "--reuid=$this->user", "--regid=$this->user", '--clear-groups', ...$this->command]));
        // In the background of a shell that ends: the server is nobody's child, as before.
        exec("cd / && ($words </dev/null >/dev/null 2>&1 & echo \$! >" . escapeshellarg($this->pidFile) . ')');
        Surroundings::until(static function () use ($lms): bool {
            try {
                $lms->reconnect();
                return true;
            } catch (PDOException) {
                return false;
            }
        }, 'the server is back', 30.0);
    }
}
