<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** The lists of the menu, as a clerk reads them. */
final class ListsTest extends BrowserTestCase
{
    /** Module => [columns of the file, a number to sort by, where it is shown, a state that not all rows have]. */
    private const LISTS = [
        'metroportclientlist' => [9, 'mms_id', '[data-text=mms_id]', 'unlinked'],
        'metroportfsecureservicelist' => [5, 'id', 'td:nth-last-child(1)', null],
        'metroportfsecureclientslist' => [9, 'mms_id', '[data-text=mms_id]', 'active'],
        'metroportfsecureoperationlist' => [10, 'id', '[data-text=id]', 'failed'],
        'metroportmetrotvservicelist' => [14, 'id', '[data-text=id]', 'multiroom'],
        'metroportmetrotvnetworklist' => [8, 'id', '[data-text=id]', 'free'],
        'metroportmetrotvstbmodellist' => [4, 'id', '[data-text=id]', null],
        'metroportmetrotvstblist' => [10, 'id', '[data-text=id]', 'warehouse'],
        'metroportmetrotvclientslist' => [12, 'id', '[data-text=id]', 'active'],
    ];

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testEveryListIsSearchedSortedFilteredAndExported(string $database): void
    {
        $this->start($database);
        $this->linkedCustomer();
        $directory = self::directory();
        foreach (self::LISTS as $module => [$columns, $sort, $place, $state]) {
            $list = $this->list($module);
            $total = $list->total();
            self::assertGreaterThan(0, $total, $module);
            self::assertCount(min($total, 100), $list->rows(), $module);

            // A list that has this order already is turned round by the first click.
            $one = array_map('intval', $list->sort($sort)->column($place));
            $two = array_map('intval', $list->sort($sort)->column($place));
            self::assertContains(self::sorted($one), [$one, $two], $module);
            self::assertSame(array_reverse($one), $two, "$module the other way round");

            $file = $list->export($directory);
            self::assertCount($total + 1, $file, "$module: the file");
            foreach ($file as $line) {
                self::assertCount($columns, $line, "$module: the file");
            }
            self::assertContains((string) $two[0], $file[1], "$module: the file has the order of the page");

            self::assertSame([], $list->search('zażółć gęślą')->rows(), $module);
            self::assertStringStartsWith('Nie ma takich', $list->notice());
            self::assertNotSame([], $list->search((string) max($one))->rows(), "$module finds an id");
            $list->search('');
            if ($state !== null) {
                $found = $list->filter($state)->total();
                self::assertLessThan($total, $found, "$module $state");
                self::assertCount($found + 1, $list->export($directory), "$module: the file of the filter");
            }
        }
        self::assertSame(0, $this->mms->counters()['changing']);
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testALongListHasPagesAndIsFoundAgainAsItWasLeft(string $database): void
    {
        $this->start($database);
        $this->linkedCustomer();
        $this->panel->sql()->exec("INSERT INTO uiconfig (section, var, value, description) VALUES ('metroport', 'list_pagelimit', '7', '')");
        try {
            $list = $this->list('metroportclientlist')->sort('mms_id');
            $total = $list->total();
            self::assertCount(7, $list->rows());
            self::assertStringContainsString("1 - 7 z $total", $list->pager());
            $first = $list->texts();

            $list->go('next');
            self::assertStringContainsString("8 - 14 z $total", $list->pager());
            self::assertSame([], array_intersect($first, $list->texts()));
            $last = (string) ceil($total / 7);
            $list->go($last);
            self::assertCount($total % 7 ?: 7, $list->rows());

            $list->go('1')->filter('linked')->search('');
            $row = $list->texts()[0];
            $this->browser->see('[data-metroport=list] tbody a[href*="customerinfo"]')->click();
            $this->browser->see('[data-card="link"]');
            $this->browser->back();
            $list->loaded();
            self::assertSame('linked', $this->browser->see('[data-metroport=list] [name=state]')->property('value'));
            self::assertSame($row, $list->texts()[0]);
        } finally {
            $this->panel->sql()->exec("DELETE FROM uiconfig WHERE section = 'metroport' AND var = 'list_pagelimit'");
        }
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testTimesAreThoseOfLmsAndNotOfTheBrowser(string $database): void
    {
        $this->start($database);
        self::assertSame(600, $this->browser->run('return new Date().getTimezoneOffset()'), 'the browser is in Honolulu');
        $night = gmmktime(22, 30, 0, 7, 14, 2026);
        $this->panel->sql()->exec('INSERT INTO metroport_journal (at, userid, actor, action, subject, outcome) '
            . "VALUES ($night, 1, 'nocny', 'package.issue', 'package', 'done')");
        $this->visit('metroportjournallist');
        $times = Waiting::for(fn (): ?array => $this->browser->run(
            'var times = [...document.querySelectorAll("[data-metroport=list] tbody [data-text=time]")].map(e => e.textContent); return times.length ? times : null',
        ), 'the journal');
        self::assertSame('2026/07/15 00:30', end($times), 'the stand-in for LMS is in Warsaw');
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testStatesOfDecodersAndPackagesAreKeptApart(string $database): void
    {
        $this->start($database);
        $warehouse = array_filter($this->mms->world()['stbs'], static fn (array $stb): bool => $stb['status'] === 'warehouse');
        foreach (array_combine(['reserved', 'damaged'], array_slice(array_column($warehouse, 'id'), 0, 2)) as $state => $id) {
            $this->mms->control('edit', ['kind' => 'stb', 'id' => $id, 'set' => ['status' => $state]]);
        }
        $list = $this->list('metroportmetrotvstblist');
        $sum = 0;
        foreach (['issued' => 'wydane', 'warehouse' => 'w magazynie', 'reserved' => 'zarezerwowane', 'damaged' => 'uszkodzone', 'deleted' => 'usunięte'] as $state => $word) {
            $states = array_unique($list->filter($state)->column('[data-text=state]'));
            self::assertSame([$word], array_values($states), $state);
            $sum += $list->total();
        }
        self::assertSame([], $list->filter('other')->rows());
        self::assertSame($sum, $list->filter('all')->total(), 'every decoder is in one state');

        $list = $this->list('metroportmetrotvservicelist');
        $sum = 0;
        foreach (['active' => 'w sprzedaży', 'upcoming' => 'jeszcze nie obowiązuje', 'expired' => 'wygasł', 'inactive' => 'wycofany'] as $state => $word) {
            $states = array_unique($list->filter($state)->column('[data-text=state]'));
            self::assertSame([$word], array_values($states), $state);
            $sum += $list->total();
        }
        self::assertSame($sum, $list->filter('all')->total(), 'every package is in one state');
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testAccountsAreReadWhileTheirPackagesStillCome(string $database): void
    {
        $this->start($database);
        $this->mms->control('faults', ['path' => '/Iptv/Accounts/*', 'fault' => ['kind' => 'status', 'status' => 400, 'when' => 'before']]);
        $list = $this->list('metroportmetrotvclientslist');
        self::assertNotSame([], $list->rows());
        $packages = fn (): array => $list->column('[data-later=packages]');
        Waiting::for(fn (): bool => array_unique($packages()) === ['MMS nie podał pakietów'], 'all rows to say that MMS did not tell');
        $this->mms->control('faults', method: 'DELETE');

        $list->sort('id');
        Waiting::for(fn (): bool => !in_array("\u{2026}", $packages(), true), 'packages of all rows');
        $names = array_column($this->mms->world()['packages'], 'pkg_name');
        foreach ($packages() as $text) {
            self::assertSame([], array_diff($text === '' ? [] : explode(', ', $text), $names), $text);
        }
        self::assertNotSame([''], array_unique($packages()));
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testWhenMmsIsAwayThereIsASentenceAndAButton(string $database): void
    {
        $this->start($database);
        foreach (array_keys(self::LISTS) as $module) {
            $this->mms->control('faults', ['fault' => ['kind' => 'status', 'status' => 503, 'when' => 'before']]);
            $list = $this->list($module);
            self::assertStringContainsString('MMS chwilowo nie działa', $list->notice(), $module);
            self::assertSame([], $list->rows());
            $this->mms->control('faults', method: 'DELETE');
            $this->browser->see('[role=alert] button')->click();
            self::assertNotSame([], $list->loaded()->rows(), $module);
        }
    }

    private function list(string $module): ListPage
    {
        return ListPage::open($this->browser, $this->panel->url(), $module);
    }

    private static function directory(): string
    {
        $directory = sys_get_temp_dir() . '/lists_' . getmypid();
        is_dir($directory) || mkdir($directory, 0755);
        return $directory;
    }

    /**
     * @param list<int> $numbers
     * @return list<int>
     */
    private static function sorted(array $numbers): array
    {
        sort($numbers);
        return $numbers;
    }
}
