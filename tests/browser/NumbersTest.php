<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** The page "Numbers", as the owner sees it. */
final class NumbersTest extends BrowserTestCase
{
    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testChartsAreDrawnAndTheirValuesStandBelow(string $database): void
    {
        $this->start($database);
        $this->panel->sql()->exec("UPDATE users SET rights = CONCAT(rights, ',metroportnumbers') WHERE login = 'klerk' AND rights NOT LIKE '%numbers%'");
        $this->visit('metroportnumbers');
        $none = Waiting::for(fn (): ?Element => $this->browser->all('[data-numbers] [data-place=chart]')[0] ?? null, 'the first chart');
        self::assertStringStartsWith('Jeszcze nic nie zapisano', $none->text());

        foreach (['2026-09-30' => 10, '2026-10-30' => 11, '2026-10-31' => 12] as $day => $accounts) {
            $this->panel->sql()->exec("INSERT INTO metroport_numbers (day, number, value) VALUES ('$day', 'accounts', $accounts), "
                . "('$day', 'income.tv', 1234.50), ('$day', 'cost.tv', 1000.25), ('$day', 'income.fsecure', 30), ('$day', 'cost.fsecure', 20.50)");
        }
        $this->panel->sql()->exec('INSERT INTO metroport_journal (at, userid, actor, action, subject, outcome) VALUES '
            . '(' . (time() - 60) . ", 1, '<b>x</b>', 'package.issue', 'package', 'done')");
        $this->choose('1095');
        self::assertSame(['Konta i pakiety MetroTV', '2026/09/30 10', '2026/10/31 12'], $this->told(0, ['konta']));
        [, , $last] = $this->told(1, ['od klientów', 'dla Metroportu', 'zostaje']);
        self::assertMatchesRegularExpression('/^2026\/10\/31 1.234,50 PLN 1.000,25 PLN 234,25 PLN$/u', $last);
        [, , $last] = $this->told(3, ['od klientów', 'dla Metroportu', 'zostaje']);
        self::assertSame('2026/10/31 30,00 PLN 20,50 PLN 9,50 PLN', $last);
        self::assertSame(8, count($this->browser->all('.metroport-chart')));
        self::assertGreaterThan(4, count($this->browser->all('.metroport-chart canvas')));

        $this->choose('30');
        Waiting::for(fn (): bool => !str_contains($this->browser->source(), '2026/09/30'), 'the last 30 days');
        self::assertSame(0, $this->mms->counters()['requests'], 'MMS is not asked');

        // The answer to what was chosen before comes last.
        $this->browser->run('var real = window.fetch; window.fetch = (url, asked) => real(url, asked).then(answer =>
            String(asked.body).includes("days=1095") ? new Promise(done => { window.release = () => done(answer); }) : answer)');
        $this->browser->see('[data-numbers] select')->choose('1095');
        $this->choose('30');
        Waiting::for(fn (): bool => $this->browser->run('return Boolean(window.release)'), 'the earlier answer');
        $this->browser->run('window.release(); return new Promise(done => setTimeout(done, 300))');
        self::assertStringNotContainsString('2026/09/30', $this->browser->source());
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testWithoutItsRightItIsClosed(string $database): void
    {
        $this->start($database);
        $this->panel->sql()->exec("UPDATE users SET rights = REPLACE(rights, ',metroportnumbers', '') WHERE login = 'klerk'");
        $this->visit('metroportnumbers');
        self::assertSame([], $this->browser->all('[data-numbers]'));
    }

    private function choose(string $days): void
    {
        $this->browser->see('[data-numbers] select')->choose($days);
        Waiting::for(fn (): bool => $this->browser->run('return !document.querySelector("[data-place=charts]").hasAttribute("aria-busy")'), 'the charts');
    }

    /**
     * @param list<string> $columns
     * @return list<string> title, and rows of the table
     */
    private function told(int $chart, array $columns): array
    {
        $section = $this->browser->all('.metroport-chart')[$chart];
        $section->find('summary')->click();
        $text = static fn (Element $row): string => $row->text();
        $headings = array_map($text, $section->all('details thead td'));
        self::assertSame($columns, array_slice($headings, 1, count($columns)));
        return [$section->find('h2')->text(), ...array_map($text, $section->all('details tbody tr'))];
    }
}
