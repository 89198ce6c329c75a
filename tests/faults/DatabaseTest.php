<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** LMS's database goes away, is full, or takes nobody in. */
final class DatabaseTest extends FaultTestCase
{
    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testAServerThatIsKilledInTheMiddleOfARunLosesNothing(string $dialect): void
    {
        $lms = $this->lms($dialect);
        $config = $this->config($lms, ['concurrency' => 1]);
        $server = new Server($dialect);
        // The tests' servers are quick and forget what was committed a moment ago.
        $lms->pdo->exec($dialect === 'postgres'
            ? "ALTER DATABASE {$lms->config()['database']} SET synchronous_commit = on"
            : 'SET GLOBAL innodb_flush_log_at_trx_commit = 1');
        $fpm = $this->fpm(1);
        $link = $fpm->script('try { echo json_encode((new Metroport\Client($config))->customers()->mmsId(1)); }
            catch (Metroport\Exception\MetroportException $e) { echo json_encode($e->errorCode); }', $config);
        self::assertSame('1001', $fpm->send($link)->answer());
        $this->mms->delay(100);
        $run = $fpm->send(self::locking($fpm, $config));
        Surroundings::until(fn (): bool => $this->mms->count('changing') >= 3, 'the run is under way');

        $server->kill();
        try {
            $told = json_decode($run->answer(), true);
            self::assertSame('store.unreachable', $told['code'] ?? null);
            self::assertSame('"store.unreachable"', $fpm->send($link)->answer(), 'a page says so while the server is away');
        } finally {
            $server->start($lms);
        }
        self::assertSame([], $lms->rows('SELECT * FROM metroport_locks WHERE confirmed = 1'), 'the run was over already');
        $this->mms->delay(0);
        self::assertSame('1001', $fpm->send($link)->answer());
        $again = $fpm->ask(self::locking($fpm, $config));
        self::assertSame([$told['pid'], null, 0], [$again['pid'], $again['code'], $again['failed']], 'the same worker finishes it');
        $this->assertAllLocked($lms);
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testOnAFullDiskPagesAreReadAndNothingIsChangedThatCannotBeWrittenDown(string $dialect): void
    {
        $lms = $this->lms($dialect);
        $client = $this->client($lms);
        self::assertSame(1001, $client->customers()->mmsId(1));
        $disk = Surroundings::directory();
        self::do('mount -t tmpfs -o size=4m,mode=777 none ' . $disk);
        try {
            $this->moveJournal($lms, $disk);
            self::do("dd if=/dev/zero of=$disk/filler bs=64k 2>/dev/null || true");
            $this->fillUp($lms);
            $before = $this->mms->count('changing');

            self::assertSame('store.full', self::code(fn () => $client->about(1)->metrotv()->blockAccount($this->account(1))));
            self::assertSame('store.full', self::code(fn () => $client->locks()->lock([1, 2], ['metrotv'])));
            self::assertSame($before, $this->mms->count('changing'), 'what cannot be written down is not done');
            self::assertSame(12, $client->customers()->page()['total'], 'pages are read');
            self::assertTrue($client->test()[1]['ok'], 'the database is there');

            unlink("$disk/filler");
            self::assertNull(self::code(fn () => $client->about(1)->metrotv()->blockAccount($this->account(1))));
            self::assertSame($before + 1, $this->mms->count('changing'));
        } finally {
            $this->moveJournal($lms, null);
            self::do("umount $disk");
            rmdir($disk);
        }
    }

    public function testPostgresWithoutAFreeConnection(): void
    {
        $lms = $this->lms('postgres');
        $lms->pdo->exec("CREATE ROLE few LOGIN PASSWORD 'few-test' CONNECTION LIMIT 1");
        $lms->pdo->exec('GRANT ALL ON ALL TABLES IN SCHEMA public TO few');
        $held = new PDO('pgsql:host=' . Surroundings::variable('MP_PG_HOST') . ';port=' . Surroundings::variable('MP_PG_PORT')
            . ';dbname=' . $lms->config()['database'], 'few', 'few-test');
        try {
            $this->assertCrowded(['user' => 'few', 'password' => 'few-test'] + $lms->config(), static function () use (&$held, $lms): void {
                $held = null;
                $left = static fn (): int => (int) $lms->rows("SELECT COUNT(*) AS n FROM pg_stat_activity WHERE usename = 'few'")[0]['n'];
                Surroundings::until(static fn (): bool => $left() === 0, 'there is a free connection');
            });
        } finally {
            $held = null;
            $lms->pdo->exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'few'");
            $lms->pdo->exec('DROP OWNED BY few');
            $lms->pdo->exec('DROP ROLE few');
        }
    }

    public function testMariaDbWithoutAFreeConnection(): void
    {
        $lms = $this->lms('mysql');
        $lms->pdo->exec("CREATE USER few@localhost IDENTIFIED BY 'few-test'");
        $lms->pdo->exec('GRANT ALL ON ' . $lms->config()['database'] . '.* TO few@localhost');
        $limit = $lms->rows('SELECT @@max_connections AS n')[0]['n'];
        $lms->pdo->exec('SET GLOBAL max_connections = 10');
        $held = [];
        try {
            for ($i = 0; $i < 12; $i++) {
                try {
                    $held[] = new PDO('mysql:unix_socket=' . Surroundings::variable('MP_MY_SOCKET'), 'few', 'few-test');
                } catch (PDOException $e) {
                    self::assertSame(1040, $e->getCode());
                    break;
                }
            }
            self::assertLessThan(12, $i, 'the server is full');
            $this->assertCrowded(['user' => 'few', 'password' => 'few-test'] + $lms->config(), static function () use (&$held, $lms): void {
                $held = [];
                // The server takes its time to notice.
                $connected = static fn (): int => (int) $lms->rows("SHOW STATUS LIKE 'Threads_connected'")[0]['Value'];
                Surroundings::until(static fn (): bool => $connected() < 5, 'there are free connections');
            });
        } finally {
            $held = [];
            $lms->pdo->exec("SET GLOBAL max_connections = $limit");
            $lms->pdo->exec('DROP USER few@localhost');
        }
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testAStandbyIsReadAndWhatItCannotWriteDownIsNotDone(string $dialect): void
    {
        $lms = $this->lms($dialect);
        [$database, $account] = [$lms->config(), $this->account(1)];
        if ($dialect === 'postgres') {
            $this->client($lms)->fsecure()->products();
            // What a standby says, without a second server.
            $lms->pdo->exec("ALTER DATABASE $database[database] SET default_transaction_read_only = on");
        } else {
            // An administrator may write in any case.
            $lms->pdo->exec("CREATE USER few@localhost IDENTIFIED BY 'few-test'");
            $lms->pdo->exec("GRANT ALL ON $database[database].* TO few@localhost");
            $database = ['user' => 'few', 'password' => 'few-test'] + $database;
            $this->client(null, ['database' => $database])->fsecure()->products();
            $lms->pdo->exec('SET GLOBAL read_only = 1');
        }
        $code = 'foreach ([fn () => print $client->customers()->page()["total"], fn () => $client->about(1)->metrotv()->blockAccount(' . $account . '),
            fn () => $client->locks()->lock([1, 2], ["metrotv"]), fn () => $client->queue()->converge(), fn () => $client->sync()->pair()] as $act) {
                try { $act(); } catch (Metroport\Exception\StoreException $e) { echo " $e->errorCode"; }
            }';
        $before = $this->mms->count('changing');
        try {
            $said = PhpProcess::run('$client = new Metroport\Client($config);' . $code, $this->config(null, ['database' => $database, 'timeout' => 5]))->printed();
        } finally {
            if ($dialect === 'postgres') {
                $lms->pdo->exec("ALTER DATABASE $database[database] RESET default_transaction_read_only");
            } else {
                $lms->pdo->exec('SET GLOBAL read_only = 0');
                $lms->pdo->exec('DROP USER few@localhost');
            }
        }
        self::assertSame(self::CUSTOMERS . str_repeat(' store.read_only', 4), $said);
        self::assertSame($before, $this->mms->count('changing'));
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testAUserWhoMayNotIsNamedAsSuch(string $dialect): void
    {
        $lms = $this->lms($dialect);
        $few = $dialect === 'postgres' ? 'few' : 'few@localhost';
        $lms->pdo->exec($dialect === 'postgres' ? "CREATE ROLE few LOGIN PASSWORD 'few-test'" : "CREATE USER $few IDENTIFIED BY 'few-test'");
        $lms->pdo->exec("GRANT SELECT ON dbinfo TO $few");
        try {
            $client = $this->client(null, ['database' => ['user' => 'few', 'password' => 'few-test'] + $lms->config()]);
            self::assertSame('store.rights', self::code(static fn () => $client->customers()->mmsId(1)));
        } finally {
            $lms->pdo->exec($dialect === 'postgres' ? 'DROP OWNED BY few' : "REVOKE ALL PRIVILEGES, GRANT OPTION FROM $few");
            $lms->pdo->exec(($dialect === 'postgres' ? 'DROP ROLE ' : 'DROP USER ') . $few);
        }
    }

    /** @param array<string, mixed> $database */
    private function assertCrowded(array $database, callable $letGo): void
    {
        $code = 'foreach ([1, 2] as $try) {
            try { echo (new Metroport\Client($config))->customers()->mmsId(1), "\n"; }
            catch (Metroport\Exception\MetroportException $e) { echo "$e->errorCode\n"; while (!file_exists($config["actor"])) { usleep(5000); } }
        }';
        $free = Surroundings::directory() . '/free';
        $process = new PhpProcess($code, $this->config(null, ['database' => $database, 'actor' => $free]));
        $process->waitFor("\n");
        $letGo();
        touch($free);
        self::assertSame("store.crowded\n1001\n", $process->end()->printed());
        Surroundings::removeDirectory(dirname($free));
    }

    private function account(int $customer): int
    {
        foreach ($this->mms->rows('accounts') as $id => $account) {
            if ($account['userid'] === 1000 + $customer) {
                return $id;
            }
        }
        self::fail("no account of $customer");
    }

    /** The journal's table, into a directory or back to where it was. */
    private function moveJournal(Lms $lms, ?string $directory): void
    {
        if ($lms->dialect === 'postgres') {
            if ($directory !== null) {
                mkdir("$directory/space");
                chown("$directory/space", fileowner(Surroundings::variable('MP_PG_HOST')));
                $lms->pdo->exec("CREATE TABLESPACE small LOCATION '$directory/space'");
            }
            $lms->pdo->exec('TRUNCATE metroport_journal');
            $lms->pdo->exec('ALTER TABLE metroport_journal SET TABLESPACE ' . ($directory === null ? 'pg_default' : 'small'));
            $directory ?? $lms->pdo->exec('DROP TABLESPACE small');
            return;
        }
        $made = $lms->rows('SHOW CREATE TABLE metroport_journal')[0]['Create Table'];
        $made = (string) preg_replace("/ DATA DIRECTORY='[^']*'| AUTO_INCREMENT=\d+/", '', $made);
        $lms->pdo->exec('DROP TABLE metroport_journal');
        $lms->pdo->exec($made . ($directory === null ? '' : " DATA DIRECTORY='$directory'"));
    }

    /** Until not one row more finds room. */
    private function fillUp(Lms $lms): void
    {
        $into = 'INSERT INTO metroport_journal (at, userid, actor, action, subject, detail, outcome) VALUES ';
        foreach ([[100, 191], [1, 191], [1, 0]] as [$rows, $length]) {
            $row = "(5, 0, 'x', 'user.link', 'user', '" . str_repeat('x', $length) . "', 'done')";
            for ($i = 0, $full = false; !$full; $i++) {
                try {
                    $lms->pdo->exec($into . implode(', ', array_fill(0, $rows, $row)));
                } catch (PDOException) {
                    $full = true;
                }
                self::assertLessThan(10_000, $i, 'the disk does not get full');
            }
        }
    }

    private static function do(string $command): void
    {
        exec("$command 2>&1", $said, $status);
        self::assertSame(0, $status, "$command: " . implode("\n", $said));
    }
}
