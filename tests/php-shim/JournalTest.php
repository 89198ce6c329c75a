<?php

declare(strict_types=1);

use LMSMetroportPlugin\CardFSecure;
use LMSMetroportPlugin\CardJournal;
use LMSMetroportPlugin\CardMetroTv;
use LMSMetroportPlugin\CardPage;
use LMSMetroportPlugin\CsrfToken;
use LMSMetroportPlugin\Gateway;
use LMSMetroportPlugin\JournalWords;
use LMSMetroportPlugin\Lists\Journal;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;
use MetroportFake\Script;

/** The journal: the list, the customer's card, and LMS's own log. */
final class JournalTest extends ShimTestCase
{
    protected function setUp(): void
    {
        parent::setUp();
        Metroport\Journal::$own = [];
        Script::$about = null;
    }

    public function testTheListAsksForItsFilters(): void
    {
        $list = new Journal();
        $list->answer(['page' => '2', 'search' => ' a ', 'state' => 'refused', 'sort' => 'at', 'descending' => '1',
            'action' => 'package.issue', 'from' => '2026-11-01', 'to' => '2026-11-02']);
        $midnight = mktime(0, 0, 0, 11, 1, 2026);
        self::assertSame([['journal', 100, 100, 'a', 'at', true, [
            'action' => 'package.issue',
            'from' => $midnight,
            'before' => mktime(0, 0, 0, 11, 3, 2026),
            'outcome' => 'refused',
        ]]], Script::$calls);

        Script::$calls = [];
        $list->answer(['action' => "x' OR 1", 'from' => 'yesterday', 'to' => '', 'state' => 'all']);
        self::assertSame([], Script::$calls[0][6], 'what the list does not know is not asked for');
    }

    public function testTheOffersOfTheListAreThoseOfTheExtension(): void
    {
        $stub = (string) file_get_contents(__DIR__ . '/../../stubs/metroport.php');
        preg_match('/\* Actions: (.*?)\. The links/s', $stub, $actions);
        preg_match_all('/[a-z]+\.[a-z_]+/', $actions[1], $words);
        self::assertSame($words[0], array_keys((new Journal())->page('x')['actions']));
        foreach (array_keys((new Journal())->states()) as $state) {
            self::assertTrue($state === 'all' || str_contains($stub, "`$state`"), $state);
        }
        preg_match_all('/data-sort="(\w+)"/', (string) file_get_contents(self::TEMPLATES . '/metroportjournallist.html'), $sorts);
        self::assertNotEmpty($sorts[1]);
        foreach ($sorts[1] as $sort) {
            self::assertStringContainsString("`$sort`", $stub);
            Script::$calls = [];
            (new Journal())->answer(['sort' => $sort]);
            self::assertSame($sort, Script::$calls[0][4]);
        }
    }

    public function testTheTemplatesShowWhatTheyAreGiven(): void
    {
        $parts = ['metroportjournallist', 'metroport/person', 'metroport/card'];
        $text = implode(array_map(static fn (string $part): string => (string) file_get_contents(self::TEMPLATES . "/$part.html"), $parts));
        preg_match_all('/data-(?:text|if|unless|link|class)="(\w+)"/', $text, $used);
        $rows = (new Journal())->answer([])['rows'];
        self::assertCount(Metroport\Journal::ROWS, $rows);
        foreach ($rows as $row) {
            self::assertSame([], array_diff($used[1], array_keys($row)));
        }
        preg_match_all(
            '/data-(?:text|if|class)="(\w+)"/',
            (string) file_get_contents(self::TEMPLATES . '/metroport/card-journal.html'),
            $used,
        );
        self::assertSame([], array_diff($used[1], array_keys(CardJournal::answer(['customer_id' => '3'])['rows'][0])));
        self::assertSame(['ofCustomer', 3, 20], Script::$calls[1]);
    }

    public function testAFileHasAllRowsAndNoFormula(): void
    {
        $list = new Journal();
        $lines = explode("\r\n", rtrim($list->answer(['csv' => '1', 'offset' => '0'])['text']));
        self::assertCount(Metroport\Journal::ROWS + 1, $lines);
        foreach ($lines as $line) {
            self::assertCount(count($list->columns()), str_getcsv($line, ';', '"', ''));
            self::assertDoesNotMatchRegularExpression('/(^|;)"[=+@]/', $line);
        }
    }

    public function testEntriesAreToldInWords(): void
    {
        Host::polish();
        self::assertSame('MAC 00:1B:AA:00:00:77, nr seryjny SN-1, Motorola 1063', JournalWords::detail(
            'mac=001baa000077 serial=SN-1 model=Motorola 1063',
        ));
        self::assertSame('miejscowość, e-mail', JournalWords::detail('fields=city,email'));
        foreach (['locks', 'pairing', 'follow', 'converge', 'retry'] as $run) {
            self::assertStringContainsString(' ', JournalWords::detail("run=$run"), "$run is told in words");
        }
        self::assertSame('', JournalWords::detail(''));
        self::assertSame('x', JournalWords::detail('new=x'));
        self::assertSame(['nie wiadomo', 'brown'], JournalWords::outcome('open'));
        self::assertSame(JournalWords::outcome('open'), JournalWords::outcome('unknown'));
        self::assertSame('MMS odmówił. Nie', JournalWords::reason('mms.rejected', 'Nie'));
        self::assertSame('wydanie dekodera', JournalWords::action('decoder.issue'));
        self::assertSame('new.action', JournalWords::action('new.action'));
    }

    public function testTheCardsChangesAreAboutItsCustomer(): void
    {
        CardFSecure::answer(['action' => 'block', 'customer_id' => '3', 'service_id' => '5']);
        self::assertSame(3, Script::$about);
        Script::$about = null;
        CardMetroTv::answer(['action' => 'block', 'customer_id' => '4', 'account_id' => '5']);
        self::assertSame(4, Script::$about);
    }

    public function testTheCardOffersTheJournalToWhoMayRead(): void
    {
        Host::$config['privileges.' . Rights::READ] = '1';
        self::assertSame('?m=metroportcustomerjournal_ajax&api=1', CardPage::of(['id' => '7'])['journal']['url']);
        self::assertSame([], Script::$calls, 'nothing is asked before somebody opens it');
    }

    /** @return list<mixed> what LMS's log was told */
    private static function logged(callable $work): array
    {
        Host::$config['privileges.' . Rights::READ] = '1';
        $_POST = ['token' => CsrfToken::issue()];
        (new Module('metroportx', Rights::READ))->reply($work);
        return SYSLOG::$instance->messages ?? [];
    }

    public function testLmsOwnLogIsToldOfWhatWasChanged(): void
    {
        $done = ['outcome' => 'done'] + Metroport\Journal::row(1);
        $work = static function () use ($done): array {
            Gateway::client();
            Metroport\Journal::$own = [
                $done,
                ['outcome' => 'refused'] + $done,
                ['customer_id' => null, 'action' => 'decoder.add', 'outcome' => 'unknown', 'detail' => 'mac=1'] + $done,
            ];
            throw new RuntimeException('what is done is told although the request ends badly');
        };
        self::assertSame([], self::logged($work), 'it is off');

        SYSLOG::$instance = new SYSLOG();
        [$module, $first, $second] = self::logged($work);
        self::assertSame('metroportx', $module);
        self::assertSame([SYSLOG::RES_CUST, SYSLOG::OPER_UPDATE, [
            SYSLOG::RES_CUST => 1,
            'metroport_action' => 'package.issue',
            'metroport_id' => '5',
            'metroport_detail' => 'package=323 price=9.90 account=7',
            'metroport_outcome' => 'done',
        ]], $first);
        self::assertGreaterThan(70, $second[0]);
        self::assertSame([SYSLOG::OPER_ADD, 'decoder.add', 'unknown'], [
            $second[1], $second[2]['metroport_action'], $second[2]['metroport_outcome'],
        ]);
        self::assertCount(3, SYSLOG::$instance->messages, 'what was refused has changed nothing');
        self::assertCount(3, self::logged(static fn (): array => []), 'nothing is told twice');
    }
}
