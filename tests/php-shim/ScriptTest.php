<?php

declare(strict_types=1);

/** The scripts in bin/, each in a process of its own inside a little LMS: what they print where, and how they end. */
final class ScriptTest extends ShimTestCase
{
    private const ROWS = ['stopped' => null, 'added' => 5, 'changed' => 4, 'unchanged' => 3, 'gone' => 2, 'clipped' => 0, 'doubled' => 0];
    private const SERVICES = ['stopped' => null, 'added' => 5, 'changed' => 4, 'unchanged' => 3, 'gone' => 2, 'failed' => 0, 'code' => null];
    private const COUNTS = ['linked' => 1, 'planned' => 0, 'already' => 7, 'ambiguous' => 2, 'invalid' => 1, 'no_number' => 2,
        'no_match' => 3, 'differs' => 0, 'taken' => 1, 'customer_gone' => 0, 'user_gone' => 0];
    private const SCRIPTS = [
        'metroport_customer_update' => 'pair',
        'metroport_fsecure_packages_update' => 'fsecurePackages',
        'metroport_metrotv_packages_update' => 'metrotvPackages',
        'metroport_metrotv_stb_list_update' => 'decoders',
        'metroport_services_update' => 'services',
    ];

    private static string $lms;

    public static function setUpBeforeClass(): void
    {
        self::$lms = sys_get_temp_dir() . '/mp-script-' . getmypid();
        mkdir(self::$lms . '/bin', 0700, true);
        mkdir(self::$lms . '/plugins');
        exec('cp -r ' . escapeshellarg(self::SHIM) . ' ' . escapeshellarg(self::$lms . '/plugins/LMSMetroportPlugin'));
        file_put_contents(self::$lms . '/bin/script-options.php', "<?php\nrequire '" . __DIR__ . "/host/script-options.php';\n");
    }

    public static function tearDownAfterClass(): void
    {
        exec('rm -rf ' . escapeshellarg(self::$lms));
    }

    /** @return array{string, string, int} stdout, stderr, exit status */
    private static function script(string $name, array $case, string ...$arguments): array
    {
        $process = proc_open(
            [PHP_BINARY, '-d', 'display_errors=stderr', '-d', 'error_log=/dev/null',
                self::$lms . "/plugins/LMSMetroportPlugin/bin/$name.php", ...$arguments],
            [1 => ['pipe', 'w'], 2 => ['pipe', 'w']],
            $pipes,
            null,
            ['SCRIPT_CASE' => json_encode($case), 'PATH' => (string) getenv('PATH')],
        );
        $out = stream_get_contents($pipes[1]);
        $err = stream_get_contents($pipes[2]);
        return [$out, $err, proc_close($process)];
    }

    private static function pairing(array ...$lines): array
    {
        $line = static fn (array $l): array => array_combine(['customer_id', 'mms_id', 'outcome'], $l);
        return ['stopped' => null, 'lines' => array_map($line, $lines), 'counts' => self::COUNTS];
    }

    public function testEachDoesItsWorkAndHasTimeForIt(): void
    {
        foreach (self::SCRIPTS as $name => $method) {
            $result = ['pair' => self::pairing(), 'services' => self::SERVICES][$method] ?? self::ROWS;
            $switches = $method === 'pair' ? 'false,' : '';
            self::assertSame(["", "[[\"$method\",{$switches}false],[\"purge\",365]]120\n", 0], self::script($name, ['sync' => $result], '-q'));
            $slow = ['sync' => $result, 'config' => ['metroport.api_timeout' => '300']];
            self::assertSame("[[\"$method\",{$switches}true]]300\n", self::script($name, $slow, '-q', '--dry-run')[1]);
        }
        self::assertSame("[[\"pair\",true,false],[\"purge\",365]]120\n", self::script('metroport_customer_update', ['sync' => self::pairing()], '-q', '--relink')[1]);
    }

    public function testRowsAreToldInWords(): void
    {
        [$out] = self::script('metroport_metrotv_stb_list_update', ['sync' => ['clipped' => 8, 'doubled' => 9] + self::ROWS]);
        self::assertSame(
            "LMS's heading\n"
            . "Wiersze z wartością za długą lub za dużą dla kolumny, która została obcięta: 8\n"
            . "Dekodery, których MAC lub numer seryjny ma też nowszy dekoder i przy nim pozostał: 9\n"
            . "Nowe: 5, zmienione: 4, zniknęły z MMS: 2, bez zmian: 3.\n",
            $out,
        );
        [$out] = self::script('metroport_metrotv_stb_list_update', ['sync' => self::ROWS], '--dry-run');
        self::assertStringEndsWith("Przebieg próbny, niczego nie zapisano. Nowe: 5, zmienione: 4, zniknęły z MMS: 2, bez zmian: 3.\n", $out);
    }

    public function testAccountsThatMmsWouldNotTellOfAreAFailure(): void
    {
        $result = ['failed' => 2, 'code' => 'mms.timeout'] + self::SERVICES;
        [$out, $err, $status] = self::script('metroport_services_update', ['sync' => $result], '-q');
        self::assertSame(['', 1], [$out, $status]);
        self::assertStringContainsString('(ich pakiety pozostają bez zmian): 2. MMS nie odpowiedział', $err);
        [$out] = self::script('metroport_services_update', ['sync' => self::SERVICES]);
        self::assertStringEndsWith("Nowe: 5, zmienione: 4, zniknęły z MMS: 2, bez zmian: 3.\n", $out);
    }

    public function testAMonthIsSettled(): void
    {
        $result = ['stopped' => null, 'month' => '2026-10', 'records' => 5, 'customers' => 4];
        self::assertSame(['', "[[\"takeMonth\",null,false],[\"purge\",365]]120\n", 0], self::script('metroport_settlement', ['sync' => $result], '-q'));
        [$out] = self::script('metroport_settlement', ['sync' => $result], '--month=2026-10', '--dry-run');
        self::assertStringEndsWith("Przebieg próbny, niczego nie zapisano. Miesiąc 2026-10: usług: 5, klientów: 4.\n", $out);
    }

    public function testCustomersAreToldByTheirIds(): void
    {
        $lines = [[1, 11, 'linked'], [2, 12, 'ambiguous'], [3, null, 'ambiguous'], [null, 13, 'ambiguous'], [4, null, 'invalid'],
            [null, 14, 'invalid'], [5, 15, 'differs'], [6, 16, 'taken'], [7, 17, 'customer_gone'], [8, 18, 'user_gone'],
            [9, 19, 'planned']];
        [$out] = self::script('metroport_customer_update', ['sync' => self::pairing(...$lines)]);
        self::assertSame([
            "LMS's heading",
            'Klient #1, użytkownik MMS #11: powiązano',
            'Klient #2, użytkownik MMS #12: nie powiązano, ten sam PESEL lub NIP ma inny klient',
            'Klient #3: nie powiązano, ten PESEL lub NIP ma kilku użytkowników MMS',
            'Użytkownik MMS #13: nie powiązano, ten PESEL lub NIP ma kilku użytkowników MMS',
            'Klient #4: niepoprawny PESEL lub NIP',
            'Użytkownik MMS #14: niepoprawny PESEL lub NIP',
            'Klient #5, użytkownik MMS #15: powiązany, ale PESEL lub NIP się nie zgadza',
            'Klient #6, użytkownik MMS #16: nie powiązano, ten użytkownik MMS jest powiązany z innym klientem',
            'Klient #7, użytkownik MMS #17: powiązany, ale klienta nie ma już w LMS',
            'Klient #8, użytkownik MMS #18: powiązany, ale użytkownika nie ma już w MMS',
            'Klient #9, użytkownik MMS #19: zostałby powiązany',
            'Powiązano: 1, powiązani wcześniej: 7, brak w MMS: 5, do sprawdzenia: 4.',
        ], explode("\n", rtrim($out)));
    }

    public function testJsonIsAllThereIsAndHasItsShape(): void
    {
        [$out, , $status] = self::script('metroport_fsecure_packages_update', ['sync' => self::ROWS], '--json', '--dry-run');
        self::assertSame(0, $status);
        self::assertSame(
            '{"schema":1,"dry_run":true,"error":null,"result":{"added":5,"changed":4,"unchanged":3,"gone":2,"clipped":0,"doubled":0}}' . "\n",
            $out,
        );
        $stopped = ['stopped' => ['code' => 'sync.busy', 'message' => 'in English']] + self::ROWS;
        [$out, $err, $status] = self::script('metroport_fsecure_packages_update', ['sync' => $stopped], '--json');
        $error = json_decode($out, true)['error'];
        self::assertSame(['sync.busy', null, 1], [$error['code'], json_decode($out, true)['result'], $status]);
        self::assertStringContainsString($error['message'], $err);
        self::assertStringNotContainsString('in English', $out . $err);
    }

    public function testWhatGoesWrongIsToldOnStandardErrorAndInTheStatus(): void
    {
        $cases = [
            'mms.unreachable' => [['failure' => 'mms.unreachable'], 'metroport.serwer_url'],
            'mms.rejected' => [['failure' => 'mms.rejected'], 'nie teraz'],
            'sync.empty' => [['sync' => ['stopped' => ['code' => 'sync.empty', 'message' => '']] + self::ROWS], 'Niczego nie zmieniono'],
            'not configured' => [['config' => ['metroport.api_login' => '']], 'metroport.api_login'],
            'no extension' => [['extension' => false], 'make install'],
            'LMS dies' => [['death' => 'Fatal error: cannot connect to database!'], 'cannot connect'],
        ];
        foreach ($cases as $name => [$case, $words]) {
            [$out, $err, $status] = self::script('metroport_metrotv_packages_update', $case, '-q');
            self::assertSame(['', 1], [$out, $status], $name);
            self::assertStringContainsString($words, $err, $name);
            self::assertStringNotContainsString('api-secret', $err, $name);
        }
    }

    public function testHelpIsNoFailure(): void
    {
        foreach ([...array_keys(self::SCRIPTS), 'metroport_converge', 'metroport_personal_data'] as $name) {
            [$out, $err, $status] = self::script($name, [], '-h');
            self::assertSame(['', 0], [$err, $status], $name);
            self::assertStringContainsString('--dry-run', $out, $name);
            self::assertSame($name === 'metroport_customer_update', str_contains($out, '--relink'), $name);
            self::assertSame($name === 'metroport_converge', str_contains($out, '--limit'), $name);
        }
    }

    private static function converged(array ...$lines): array
    {
        $lines = array_map(static fn (array $l): array =>
            array_combine(['kind', 'customer_id', 'outcome', 'code', 'message'], $l), $lines);
        return ['run' => ['lines' => $lines, 'done' => 1, 'refused' => 2, 'failed' => 3, 'waiting' => 4]];
    }

    public function testTheConvergerHasItsLimitAndItsKindsAndClearsTheJournal(): void
    {
        $calls = static fn (array $config, string ...$options): string =>
            self::script('metroport_converge', ['config' => $config] + self::converged(), '-q', ...$options)[1];
        self::assertSame("[[\"converge\",null,500,false],[\"purge\",365]]120\n", $calls([]));
        self::assertSame("[[\"converge\",null,50,true]]120\n", $calls(['metroport.converge_limit' => '50'], '--dry-run'));
        self::assertSame(
            "[[\"converge\",[\"data\",\"fsecure\"],7,false],[\"purge\",30]]120\n",
            $calls(['metroport.journal_days' => '30'], '--kind=data,fsecure', '--limit=7'),
        );
        foreach (['--limit=0', '--limit=100001', '--limit=x', '--kind=all', '--kind=data,'] as $senseless) {
            [$out, $err, $status] = self::script('metroport_converge', self::converged(), '-q', $senseless);
            self::assertSame(['', 1], [$out, $status], $senseless);
            self::assertStringContainsString(substr($senseless, 0, 6), $err);
            self::assertStringContainsString('[]', $err, 'nothing was tried');
        }
    }

    public function testWhatTheConvergerDidIsToldAndWhatWentWrongIsAFailure(): void
    {
        $lines = [['data', 7, 'done', null, null], ['metrotv', 8, 'refused', 'mms.rejected', "nie\n<b>"],
            ['metrotv', 9, 'refused', 'mms.rejected', "nie\n<b>"], ['data', 0, 'failed', 'mms.timeout', null]];
        [$out, $err, $status] = self::script('metroport_converge', self::converged(...$lines));
        self::assertSame([
            "LMS's heading",
            'Klient #7: dane klienta: potwierdzone przez MMS',
            'Zrobiono: 1, odmowy MMS: 2, nieudane: 3, nadal czeka: 4.',
        ], explode("\n", rtrim($out)));
        self::assertStringStartsWith(
            "MetroTV: MMS odmówił. nie <b> Klienci: #8, #9\ndane klienta: MMS nie odpowiedział na czas. Spróbuj ponownie za chwilę; jeśli to nie pomoże, zapytaj Metroport, czy MMS działa.\n",
            $err,
        );
        self::assertSame(1, $status);
        self::assertSame(['', 1], [self::script('metroport_converge', self::converged(...$lines), '-q')[0], $status]);
        self::assertSame(0, self::script('metroport_converge', self::converged($lines[0]))[2]);

        [$out] = self::script('metroport_converge', self::converged(['data', 7, 'planned', null, null]), '--dry-run');
        self::assertStringContainsString('Klient #7: dane klienta: zostałoby wysłane', $out);
        self::assertStringContainsString('Przebieg próbny, niczego nie zmieniono.', $out);

        [$out, , $status] = self::script('metroport_converge', self::converged(...$lines), '--json');
        $told = json_decode($out, true, 16, JSON_THROW_ON_ERROR);
        self::assertSame([1, null, false, 3, 4, 1], [$told['schema'], $told['error'], $told['result']['busy'],
            $told['result']['failed'], count($told['result']['lines']), $status]);
    }

    public function testAnotherRunIsNoFailureButNoAnswerIs(): void
    {
        $busy = ['run' => ['stopped' => ['code' => 'queue.busy', 'message' => 'in English']]];
        [$out, $err, $status] = self::script('metroport_converge', $busy);
        self::assertSame(["LMS's heading\nTrwa inny przebieg, który to zrobi.\n", 0], [$out, $status]);
        self::assertSame("[[\"converge\",null,500,false]]120\n", $err, 'the journal is left to that run');
        self::assertSame('', self::script('metroport_converge', $busy, '-q')[0]);

        [$out, $err, $status] = self::script('metroport_converge', ['failure' => 'mms.unreachable'], '-q');
        self::assertSame(['', 1], [$out, $status]);
        self::assertStringContainsString('metroport.serwer_url', $err);
    }

    private const HELD = ['in_lms' => 'deleted', 'mms_ids' => [1007], 'accounts' => [], 'services' => [], 'mms_error' => null, 'tables' => [
        'metroport_customers' => [['id' => '1', 'lms_user_id' => '7', 'metrotv_suspend' => null]],
        'metroport_journal' => [['id' => '2', 'answer' => "nie\n<b>"], ['id' => '3']]]];

    public function testWhatIsHeldOfACustomerIsToldAndRemoved(): void
    {
        $run = static fn (array $held, string ...$options): array =>
            self::script('metroport_personal_data', ['held' => $held + self::HELD], '--customerid=7', ...$options);
        [$out, $err, $status] = $run([]);
        self::assertSame([
            "LMS's heading",
            'metroport_customers: id=1 lms_user_id=7',
            'metroport_journal: id=2 answer=nie <b>',
            'metroport_journal: id=3',
            'Liczba wierszy, które wtyczka przechowuje o kliencie #7: 3.',
            'W MMS jest użytkownikiem #1007: jego nazwę, PESEL lub NIP, e-mail i adres ma Metroport i tylko Metroport może je usunąć.',
            'Dane klienta są też w tabelach LMS i w jego dzienniku zmian (SYSLOG): pokazać i usunąć może je tylko LMS.',
        ], explode("\n", rtrim($out)));
        self::assertSame(["[[\"personalData\",7],[\"purge\",365]]120\n", 0], [$err, $status]);

        [$out, $err, $status] = $run(['removed' => true, 'obstacle' => null, 'in_lms' => 'present'], '--remove');
        self::assertSame(["[[\"forget\",7,false,false],[\"purge\",365]]120\n", 0], [$err, $status]);
        self::assertStringContainsString('Klient #7: usunięto wszystko, co miała o nim wtyczka (wierszy: 3).', $out);
        self::assertStringContainsString('metroport_customer_update.php powiąże go ponownie', $out);

        [$out, $err] = $run(['removed' => false, 'obstacle' => null], '--remove', '--despite-services', '--dry-run');
        self::assertStringContainsString('Przebieg próbny, niczego nie usunięto. Klient #7, do usunięcia wierszy: 3.', $out);
        self::assertSame("[[\"forget\",7,true,true]]120\n", $err);

        [$out] = $run(['tables' => [], 'mms_ids' => [], 'in_lms' => 'gone']);
        self::assertSame("LMS's heading\nWtyczka nie ma żadnych danych klienta #7.\n", $out);
        [$out] = $run([], '--json');
        self::assertSame(self::HELD['tables'], json_decode($out, true)['result']['tables']);
    }

    public function testWhoHasServicesIsNotForgottenSilently(): void
    {
        $run = static fn (array $held): array =>
            self::script('metroport_personal_data', ['held' => ['removed' => false] + $held + self::HELD], '--customerid=7', '--remove', '-q');
        [$out, $err, $status] = $run(['obstacle' => 'customer.services', 'accounts' => [5]]);
        self::assertSame(['', 1], [$out, $status]);
        self::assertStringStartsWith("Klient nadal ma usługi w MMS: ", $err);
        self::assertStringContainsString('Niczego nie usunięto. Aby usunąć mimo to: --despite-services.', $err);
        [, $err, $status] = $run(['obstacle' => 'mms.unreachable', 'mms_error' => 'mms.unreachable']);
        self::assertSame([1, true], [$status, str_contains($err, 'metroport.serwer_url')]);
        foreach (['', 'x', '0', '-7', '1.5', '99999999999'] as $senseless) {
            [$out, $err, $status] = self::script('metroport_personal_data', ['held' => self::HELD], "--customerid=$senseless", '-q');
            self::assertSame(['', 1], [$out, $status], $senseless);
            self::assertStringContainsString("--customerid", $err);
            self::assertStringContainsString('[]', $err, 'nothing was tried');
        }
    }

    public function testOutsideLmsThereIsNothingToDo(): void
    {
        exec(escapeshellarg(PHP_BINARY) . ' ' . escapeshellarg(self::SHIM . '/bin/metroport_customer_update.php') . ' 2>&1', $output, $status);
        self::assertSame(1, $status);
        self::assertStringContainsString('not inside LMS', implode($output));
    }

    public function testMetricsAreForProgramsAndCountDifferencesOnceAnHour(): void
    {
        [$out, $err, $status] = self::script('metroport_metrics', ['numbers' => ['now' => 1_699_999_100]]);
        self::assertSame(["[[\"numbers\"]]120\n", 0], [$err, $status]);
        self::assertStringStartsWith("# HELP metroport_ready ", $out, 'no heading');

        $counts = '[["numbers"],["differences",0,1,"","what",false,"all"],["numbers"]]';
        self::assertSame("{$counts}120\n", self::script('metroport_metrics', ['numbers' => ['now' => 1_700_003_000]])[1]);
        self::assertSame("{$counts}120\n", self::script('metroport_metrics', ['numbers' => ['differences' => null]])[1]);
        self::assertSame("[[\"numbers\"]]120\n", self::script('metroport_metrics', ['numbers' => ['differences' => null]], '--dry-run')[1]);

        [$out] = self::script('metroport_metrics', [], '--json');
        self::assertSame(10, json_decode($out, true, 16, JSON_THROW_ON_ERROR)['result']['calls'][0]['requests']);
    }

    public function testMetricsGoIntoAFileAsAWhole(): void
    {
        $directory = self::$lms . '/textfile';
        mkdir($directory);
        $file = "$directory/metroport.prom";
        self::assertSame(['', 0], array_values(array_diff_key(self::script('metroport_metrics', [], '-q', "--into=$file"), [1 => 0])));
        self::assertStringContainsString("metroport_ready 1\n", (string) file_get_contents($file));
        self::assertSame(0644, fileperms($file) & 0777);

        // What cannot work says so, in the file too.
        [$out, $err, $status] = self::script('metroport_metrics', ['extension' => false], '-q', "--into=$file");
        self::assertSame(['', 1], [$out, $status]);
        self::assertStringContainsString('nie jest załadowane', $err);
        self::assertStringContainsString("metroport_ready 0\n", (string) file_get_contents($file));
        self::assertSame([$file], glob("$directory/{,.}[!.]*", GLOB_BRACE), 'nothing is left beside it');

        // So does an LMS that does not start.
        file_put_contents($file, "metroport_ready 1\n");
        $dead = ['death' => 'Fatal error: cannot connect to database!'];
        [$out, $err, $status] = self::script('metroport_metrics', $dead, '-q', "--into=$file");
        self::assertSame(['', "Fatal error: cannot connect to database!\n", 1], [$out, $err, $status]);
        self::assertStringContainsString("metroport_ready 0\n", (string) file_get_contents($file));
        [$out] = self::script('metroport_metrics', $dead, '--json');
        self::assertSame('lms.dead', json_decode($out, true, 16, JSON_THROW_ON_ERROR)['error']['code']);

        [, $err, $status] = self::script('metroport_metrics', [], '-q', "--into=$directory/nowhere/x");
        self::assertSame(1, $status);
        self::assertStringContainsString('--into', $err);
    }
}
