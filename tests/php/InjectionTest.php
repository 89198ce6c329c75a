<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** Text that databases read as more than text is text: where it is searched for, sorted by, written down, and what MMS says. */
final class InjectionTest extends ExtensionTestCase
{
    private const TEXTS = ["'", '"', '`', '\\', "\\'", '%', '_', '!', '?', '$1', ':a', '--', '/*', "' OR '1'='1", "') OR 1=1 -- ",
        "'; DROP TABLE metroport_journal; --", "' UNION SELECT value FROM metroport_settings --", "\u{2019}\u{ff07}"];

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testASearchFindsWhatWasWrittenAndNothingElse(string $dialect): void
    {
        $lms = Lms::withPeople($dialect);
        foreach (self::TEXTS as $text) {
            // Who did it is written down, too.
            $customers = $this->client($lms, ['actor' => $text])->customers();
            $customers->unlink(1);
            $customers->link(1, 101);
        }
        $entries = $lms->rows('SELECT id, actor, detail, answer FROM metroport_journal ORDER BY id');
        self::assertSame(self::TEXTS, array_values(array_unique(array_column($entries, 'actor'))));

        $client = $this->client($lms);
        foreach (self::TEXTS as $text) {
            $having = array_filter($entries, fn (array $entry) => str_contains("$entry[actor]\n$entry[detail]\n$entry[answer]", $text));
            $page = $client->journal()->page(search: $text);
            self::assertEqualsCanonicalizing(array_column($having, 'id'), array_column($page['rows'], 'id'), $text);
            self::assertSame(count($having), $page['total'], $text);
        }
        self::assertCount(2 * count(self::TEXTS), $lms->rows('SELECT id FROM metroport_journal'));
        self::assertSame([['metroport_user_id' => 101]], $lms->rows('SELECT metroport_user_id FROM metroport_customers WHERE lms_user_id = 1'));
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testNoListIsSortedOrFilteredByIt(string $dialect): void
    {
        $client = $this->client(Lms::withPeople($dialect));
        $lists = fn (string $name) => fn (mixed ...$asked) => $client->lists()->$name(...$asked);
        $pages = ['customers' => $client->customers()->page(...), 'queue' => $client->queue()->page(...),
            'differences' => $client->queue()->differences(...), 'journal' => $client->journal()->page(...)];
        foreach (['products', 'services', 'operations', 'packages', 'networks', 'models', 'decoders', 'accounts'] as $name) {
            $pages[$name] = $lists($name);
        }
        foreach ($pages as $name => $page) {
            $total = $page()['total'];
            foreach (self::TEXTS as $text) {
                self::assertLessThanOrEqual($total, $page(search: $text)['total'], "$name: $text");
                $filter = $name === 'journal' ? ['filter' => ['outcome' => $text]] : ['state' => $text];
                foreach ([['sort' => $text], $filter] as $wrong) {
                    $thrown = self::thrown(fn () => $page(...$wrong));
                    self::assertInstanceOf(Metroport\Exception\ConfigurationException::class, $thrown, "$name: $text");
                }
            }
        }
        foreach (self::TEXTS as $text) {
            // An action that nobody knows is in no entry.
            self::assertSame(0, $client->journal()->page(filter: ['action' => $text])['total'], $text);
        }
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testWhatMmsSaysIsWrittenAsItSaysIt(string $dialect): void
    {
        $lms = Lms::withPeople($dialect);
        $client = $this->client($lms);
        $service = $client->lists()->services(search: 'Zając')['rows'][0];
        foreach (self::TEXTS as $text) {
            $said = 'Nie ' . trim($text) . ' nie';
            $this->mms->fault('PUT', '/services/security/*', ['kind' => 'status', 'status' => 422, 'when' => 'before', 'body' => $said], 1);
            self::assertThrown('RejectedException', 'mms.rejected', fn () => $client->fsecure()->block($service['id']));
            $this->mms->control('POST', 'edit', ['kind' => 'product', 'id' => 51, 'set' => ['name' => $said]]);
            $client->sync()->fsecurePackages();

            self::assertSame($said, $client->journal()->page(limit: 1)['rows'][0]['answer']);
            $names = array_column($lms->rows('SELECT * FROM metroport_fsecure_packages'), 'name', 'id');
            self::assertContains($said, $names);
        }
    }
}
