<?php

declare(strict_types=1);

use LMSMetroportPlugin\Csv;
use LMSMetroportPlugin\Format;
use LMSMetroportPlugin\Lists\Accounts;
use LMSMetroportPlugin\Lists\Clients;
use LMSMetroportPlugin\Lists\Decoders;
use LMSMetroportPlugin\Lists\Listing;
use LMSMetroportPlugin\Lists\Models;
use LMSMetroportPlugin\Lists\Networks;
use LMSMetroportPlugin\Lists\Operations;
use LMSMetroportPlugin\Lists\Packages;
use LMSMetroportPlugin\Lists\Products;
use LMSMetroportPlugin\Lists\Services;
use Metroport\Lists;
use MetroportFake\Script;
use PHPUnit\Framework\Attributes\DataProvider;

/** The lists of the menu: what is asked of the extension, what the page and the file get. */
final class ListTest extends ShimTestCase
{
    /** @return array<string, array{Listing, string, string}> list, its name in the extension, its template */
    public static function lists(): array
    {
        return [
            'clients' => [new Clients(), 'page', 'metroportclientlist'],
            'products' => [new Products(), 'products', 'metroportfsecureservicelist'],
            'services' => [new Services(), 'services', 'metroportfsecureclientslist'],
            'operations' => [new Operations(), 'operations', 'metroportfsecureoperationlist'],
            'packages' => [new Packages(), 'packages', 'metroportmetrotvservicelist'],
            'networks' => [new Networks(), 'networks', 'metroportmetrotvnetworklist'],
            'models' => [new Models(), 'models', 'metroportmetrotvstbmodellist'],
            'decoders' => [new Decoders(), 'decoders', 'metroportmetrotvstblist'],
            'accounts' => [new Accounts(), 'accounts', 'metroportmetrotvclientslist'],
        ];
    }

    /** @dataProvider lists */
    #[DataProvider('lists')]
    public function testAsksForOnePage(Listing $list, string $method): void
    {
        Host::$config['metroport.list_pagelimit'] = '5';
        $page = $list->page('metroportx');
        $answer = $list->answer(['page' => '2', 'search' => ' a ']);

        // Accounts without their packages, which come when the rows are shown.
        self::assertSame(
            [[$method, 5, 5, 'a', $page['sort'], false, array_key_first($page['states']), ...($method === 'accounts' ? [false] : [])]],
            Script::$calls,
        );
        self::assertSame([2, 5], [$answer['page'], $answer['limit']]);
        self::assertMatchesRegularExpression('/^metroportx-\d{4}-\d\d-\d\d\.csv$/', $page['file']);
    }

    /** @dataProvider lists */
    #[DataProvider('lists')]
    public function testTheExtensionKnowsItsColumnsAndStates(Listing $list, string $method, string $template): void
    {
        $stub = (string) file_get_contents(__DIR__ . '/../../stubs/metroport.php');
        self::assertSame(1, preg_match("/@param string \\\$sort ([^@]*?)(?:@param string \\\$state ([^@]*?))?(?:@param bool [^@]*?)?@return[^@]*?function $method\\(/", $stub, $match));
        $sorts = preg_match_all('/\w+/', $match[1], $words) ? $words[0] : [];
        $states = preg_match_all('/\w+/', $match[2] ?? '', $words) ? $words[0] : [];

        self::assertSame([], array_diff(array_keys($list->states()), [...$states, 'all']));
        // What is offered is taken: a heading that sorts nothing would be a lie.
        preg_match_all('/data-sort="(\w+)"/', (string) file_get_contents(self::TEMPLATES . "/$template.html"), $offered);
        self::assertNotEmpty($offered[1]);
        foreach ($offered[1] as $sort) {
            self::assertContains($sort, $sorts);
            Script::$calls = [];
            $list->answer(['sort' => $sort]);
            self::assertSame($sort, Script::$calls[0][4]);
        }
    }

    /** @dataProvider lists */
    #[DataProvider('lists')]
    public function testTheTemplateShowsWhatTheListGives(Listing $list, string $method, string $template): void
    {
        $text = (string) file_get_contents(self::TEMPLATES . "/$template.html");
        foreach (['person', 'card'] as $part) {
            if (str_contains($text, "metroport/$part.html")) {
                $text .= file_get_contents(self::TEMPLATES . "/metroport/$part.html");
            }
        }
        preg_match_all('/data-(?:text|if|unless|link|class)="(\w+)"/', $text, $used);
        foreach ($list->answer([])['rows'] as $row) {
            self::assertSame([], array_diff($used[1], array_keys($row)));
        }
        preg_match_all('/data-later="(\w+)"/', $text, $later);
        foreach ($list->answer(['later' => '1,2,3'])['rows'] as $row) {
            self::assertSame(['id', ...$later[1]], array_keys($row));
        }
    }

    public function testPackagesComeWhenTheRowsAreShown(): void
    {
        $list = new Accounts();
        $rows = $list->answer(['later' => '3,4,x,-1,3,,5'])['rows'];
        self::assertSame([['packagesOf', [3, 4, 5]]], Script::$calls);
        self::assertSame([3, 4], array_column($rows, 'id'));
        self::assertStringStartsWith('Podstawowy, ', $rows[0]['packages']);
        self::assertSame('MMS did not tell the packages', $rows[1]['packages']);

        Script::$calls = [];
        $list->answer(['later' => implode(',', range(1, 1000))]);
        self::assertSame([['packagesOf', range(1, 100)]], Script::$calls);
        foreach ([['1'], '', 'x', ','] as $senseless) {
            self::assertSame([], $list->answer(['later' => $senseless])['rows']);
        }
    }

    /** @dataProvider lists */
    #[DataProvider('lists')]
    public function testAFileHasAllRowsWhateverThePage(Listing $list): void
    {
        Host::$config['metroport.list_pagelimit'] = '5';
        $lines = [];
        $offset = 0;
        do {
            $part = $list->answer(['csv' => '1', 'offset' => (string) $offset, 'page' => '3']);
            $lines = [...$lines, ...explode("\r\n", rtrim($part['text']))];
            $offset = $part['next'];
        } while ($offset !== null);

        self::assertCount($part['total'] + 1, $lines);
        self::assertStringStartsWith("\u{FEFF}\"", $lines[0]);
        foreach ($lines as $line) {
            self::assertCount(count($list->columns()), str_getcsv($line, ';', '"', ''));
            // Nothing in it is a formula.
            self::assertDoesNotMatchRegularExpression('/(^|;)"[=+@]/', $line);
        }
    }

    public function testAFileComesInParts(): void
    {
        $part = (new Products())->answer(['csv' => '1', 'offset' => '0', 'search' => 'x', 'state' => 'all']);
        self::assertSame([['products', 0, 5000, 'x', 'name', false, 'all']], Script::$calls);
        self::assertSame([null, Lists::ROWS], [$part['next'], $part['total']]);

        $list = new class extends Listing {
            protected const PART = 5;

            protected function fetch(\Metroport\Client $client, string|int|bool ...$wanted): array
            {
                return $client->lists()->models(...$wanted);
            }

            public function row(array $row): array
            {
                return $row;
            }

            public function columns(): array
            {
                return ['ID' => static fn (array $row): int => $row['id']];
            }
        };
        self::assertSame(
            ["\u{FEFF}\"ID\"\r\n\"1\"\r\n\"2\"\r\n\"3\"\r\n\"4\"\r\n\"5\"\r\n", 5],
            [$list->answer(['csv' => '1'])['text'], $list->answer(['csv' => '1'])['next']],
        );
        self::assertSame(["\"11\"\r\n\"12\"\r\n", null], [
            $list->answer(['csv' => '1', 'offset' => '10'])['text'],
            $list->answer(['csv' => '1', 'offset' => '10'])['next'],
        ]);
        foreach (['-5', 'x', ['1'], '99999999999999999999'] as $senseless) {
            self::assertIsString($list->answer(['csv' => '1', 'offset' => $senseless])['text']);
        }
    }

    public function testCellsAreNoFormulas(): void
    {
        self::assertSame('"a";"1";""' . "\r\n", Csv::line(['a', 1, null]));
        self::assertSame('"a ""b""; c";"1 2"' . "\r\n", Csv::line(['a "b"; c', "1\r\n2"]));
        foreach (['=1+1', '+48', '-2+3', '@SUM(A1)', " \t=1", '＝1', "\u{A0}=1"] as $formula) {
            self::assertStringStartsWith('"\'', Csv::line([$formula]), $formula);
        }
        self::assertSame('"-12,50";"-3"' . "\r\n", Csv::line(['-12,50', '-3']));
        self::assertStringContainsString('ŻÓŁĆ', Csv::line(["ŻÓŁĆ\xff"]));
    }

    public function testAmountsAndTimesAreThoseOfLms(): void
    {
        date_default_timezone_set('Europe/Warsaw');
        self::assertSame(['36,50 PLN', '8,00 EUR', ''], [
            Format::money('36.5'), Format::money('8', 'EUR'), Format::money(null),
        ]);
        self::assertSame(['1234,50', ''], [Format::plainMoney('1234.5'), Format::plainMoney(null)]);
        self::assertSame(['2024/01/01 02:22', ''], [Format::time(1704072120), Format::time(null)]);
        self::assertSame(['2015/01/31', ''], [Format::day('2015-01-31'), Format::day(null)]);
    }

    public function testStatesAreWordsWithAColour(): void
    {
        Host::polish();
        $rows = static fn (Listing $list): array => $list->answer([])['rows'];

        [$fine, $strange] = $rows(new Services());
        self::assertSame(['aktywna', 'green', '#51'], [$fine['state'], $fine['state_class'], $strange['product']]);
        self::assertSame(['frozen', ''], [$strange['state'], $strange['state_class']], 'a word that is not known yet');

        [$done, $failed] = $rows(new Operations());
        self::assertSame(['dodanie', 'wykonana', 'green'], [$done['type'], $done['state'], $done['state_class']]);
        self::assertSame(['thaw', 'nieudana', 'red'], [$failed['type'], $failed['state'], $failed['state_class']]);

        [$active, $blocked] = $rows(new Accounts());
        self::assertSame(['aktywne', 'green', ''], [$active['state'], $active['state_class'], $active['blocked_at']]);
        self::assertSame(['zablokowane', 'red'], [$blocked['state'], $blocked['state_class']]);
        self::assertNotSame('', $blocked['blocked_at']);
        self::assertStringContainsString('nie podał', (new Accounts())->answer(['later' => '2,1'])['rows'][0]['packages']);

        [$base, $extra] = $rows(new Packages());
        self::assertSame(['podstawowy', 'dodatkowy'], [$base['group'], $extra['group']]);
        self::assertSame(
            [['w sprzedaży', 'green', ''], ['jeszcze nie obowiązuje', 'brown', ''], ['wygasł', 'red', ''], ['wycofany', 'red', 'blend']],
            array_map(
                static fn (array $row): array => [$row['state'], $row['state_class'], $row['row_class']],
                array_slice($rows(new Packages()), 0, 4),
            ),
        );
        self::assertSame(['40,57 PLN', '49,90 PLN', '25,00 PLN', '', '23%'], [
            $base['net'], $base['gross'], $base['provider_net'], $base['provider_gross'], $base['vat'],
        ]);

        self::assertSame(['green', 'red'], array_slice(array_column($rows(new Networks()), 'free_class'), 0, 2));
    }

    public function testOnlyWhatLiesInTheWarehouseIsDeletable(): void
    {
        $rows = (new Decoders())->answer([])['rows'];
        self::assertSame([true, false, true, false], array_slice(array_column($rows, 'deletable'), 0, 4));
        self::assertSame([false, false, false, true], array_slice(array_column($rows, 'unlinked'), 0, 4));
        self::assertSame(40, $rows[3]['account_id']);
        self::assertNull($rows[0]['account_id']);
    }
}
