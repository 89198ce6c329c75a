<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** Lists of F-Secure and MetroTV, a page at a time. */
final class ListsTest extends ExtensionTestCase
{
    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testRowsHaveThePersonTheyBelongTo(string $dialect): void
    {
        $lists = $this->client(Lms::withPeople($dialect))->lists();

        $services = $lists->services();
        self::assertSame(3, $services['total']);
        // As in a Polish dictionary: Ćma, Zając, Żak.
        self::assertSame([[103, 3], [101, 1], [102, 2]], array_map(fn ($row) => [$row['mms_id'], $row['customer_id']], $services['rows']));
        self::assertStringContainsString('Ćma', $services['rows'][0]['person']);
        $products = array_column($lists->products()['rows'], 'name', 'id');
        self::assertSame($products[$services['rows'][0]['product_id']], $services['rows'][0]['product']);

        $accounts = $lists->accounts(state: 'blocked');
        self::assertSame([1, [103]], [$accounts['total'], array_column($accounts['rows'], 'mms_id')]);
        self::assertContains('Podstawowy', $accounts['rows'][0]['packages']);

        $account = $accounts['rows'][0];
        self::assertNull($lists->accounts(state: 'blocked', packages: false)['rows'][0]['packages']);
        self::assertSame(
            [['id' => 999_999, 'packages' => null], ['id' => $account['id'], 'packages' => $account['packages']]],
            $lists->packagesOf([999_999, $account['id']]),
        );

        $decoders = $lists->decoders(state: 'issued', sort: 'person');
        self::assertSame([3, 1, 2, 2], array_column($decoders['rows'], 'customer_id'));
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testWhoMayNotSeeACustomerSeesNothingOfHis(string $dialect): void
    {
        $lists = $this->client(Lms::withPeople($dialect), ['user' => People::CLERK])->lists();

        self::assertNotContains(102, array_column($lists->services()['rows'], 'mms_id'));
        self::assertNotContains(102, array_column($lists->accounts()['rows'], 'mms_id'));
        self::assertSame(0, $lists->services(search: 'Żak')['total']);
        $accounts = array_column($this->client()->metrotv()->accounts(), 'id', 'mms_id');
        self::assertSame([$accounts[101]], array_column($lists->packagesOf([$accounts[102], $accounts[101]]), 'id'));
    }

    public function testEveryListIsCutSortedAndSearched(): void
    {
        $lists = $this->client(Lms::withPeople('postgres'))->lists();
        $this->client()->fsecure()->block($lists->services(search: 'Zając')['rows'][0]['id']);
        foreach (['products', 'services', 'operations', 'packages', 'networks', 'models', 'decoders', 'accounts'] as $list) {
            $all = $lists->$list(sort: 'id', limit: 10_000);
            $ids = array_column($all['rows'], 'id');
            self::assertNotSame([], $ids, $list);
            self::assertCount($all['total'], $ids, $list);
            self::assertSame(array_reverse($ids), array_column($lists->$list(sort: 'id', descending: true, limit: 10_000)['rows'], 'id'), $list);
            self::assertSame(array_slice($ids, 1, 2), array_column($lists->$list(sort: 'id', offset: 1, limit: 2)['rows'], 'id'), $list);
            self::assertSame(0, $lists->$list(search: 'there is no such thing')['total'], $list);
            foreach ([['sort' => 'password'], ['state' => 'x'], ['limit' => 0], ['limit' => 10_001], ['offset' => -1]] as $wrong) {
                $thrown = self::thrown(fn () => $lists->$list(...$wrong));
                self::assertInstanceOf(Metroport\Exception\ConfigurationException::class, $thrown, $list);
            }
        }
    }
}
