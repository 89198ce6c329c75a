<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** MMS users and their links. */
final class CustomersTest extends ExtensionTestCase
{
    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testAPageHasMmsUsersWithTheirCustomers(string $dialect): void
    {
        $customers = $this->client(Lms::withPeople($dialect))->customers();

        $page = $customers->page();

        self::assertSame(6, $page['total']);
        // As in a Polish dictionary.
        self::assertSame([105, 103, 104, 106, 101, 102], array_column($page['rows'], 'mms_id'));
        self::assertSame(
            ['mms_id' => 101, 'company' => false, 'lastname' => 'Zając', 'name' => 'Jan', 'pesel' => Canary::PESEL, 'nip' => null,
                'email' => Canary::EMAIL, 'city' => 'Łódź', 'zip' => '45-001', 'street' => 'Żwirowa', 'house' => '1', 'flat' => '',
                'customer_id' => 1, 'customer_name' => 'Zając Jan'],
            $page['rows'][4]
        );
        self::assertSame([true, '526-025-02-74'], [$page['rows'][2]['company'], $page['rows'][2]['nip']]);
        self::assertSame([null, null], [$page['rows'][0]['customer_id'], $page['rows'][0]['customer_name']]);
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testPagesAreCutSortedAndSearched(string $dialect): void
    {
        $customers = $this->client(Lms::withPeople($dialect))->customers();
        $ids = fn (mixed ...$of) => array_column($customers->page(...$of)['rows'], 'mms_id');

        self::assertSame([104, 106], $ids(offset: 2, limit: 2));
        self::assertSame([], $ids(offset: 100));
        self::assertSame([106, 105, 104, 103, 102, 101], $ids(sort: 'mms_id', descending: true));
        self::assertSame([103, 102, 106, 101], array_values(array_diff($ids(sort: 'name'), [104, 105])));
        self::assertSame(101, $ids(sort: 'city')[0]);
        self::assertSame(106, $ids(sort: 'email')[5]);
        self::assertSame([103, 104, 101, 102], array_slice($ids(sort: 'customer_name'), 0, 4));
        self::assertSame([103, 104, 101, 102], $ids(state: 'linked'));
        self::assertSame([105, 106], $ids(state: 'unlinked'));
        $searches = ['ŁÓDŹ' => [101], Canary::PESEL => [101], '5260250274' => [104], '102' => [102], "o'brien <b>" => [105],
            Canary::EMAIL => [101], 'nobody' => [], '%' => [], '103@' => [103]];
        foreach ($searches as $search => $found) {
            self::assertSame($found, $ids(search: (string) $search), (string) $search);
        }
        self::assertSame(2, $customers->page(limit: 1, state: 'unlinked')['total']);
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testCustomersThatTheAskerMayNotSeeAreNotThere(string $dialect): void
    {
        $lms = Lms::withPeople($dialect);
        $page = fn (int $user) => $this->client($lms, ['user' => $user])->customers()->page(sort: 'mms_id');

        self::assertSame(6, $page(People::BOSS)['total']);
        self::assertSame([5, [101, 103, 104, 105, 106]], [$page(People::CLERK)['total'], array_column($page(People::CLERK)['rows'], 'mms_id')]);
        self::assertSame(0, $this->client($lms, ['user' => People::CLERK])->customers()->page(search: 'Żak')['total']);
        // The connection is the same, and its asker another one again.
        self::assertSame(6, $page(0)['total']);
    }

    public function testOneUser(): void
    {
        $customers = $this->client()->customers();

        self::assertSame(['Ćma', null], [$customers->get(103)['lastname'], $customers->get(103)['nip']]);
        self::assertArrayNotHasKey('customer_id', $customers->get(103));
        self::assertNull($customers->get(999));
        self::assertSame([101], array_column($customers->findByPesel(Canary::PESEL), 'mms_id'));
        self::assertSame([104], array_column($customers->findByNip('526 025 02 74'), 'mms_id'));
        self::assertSame([], $customers->findByPesel(People::pesel(9999)));
        self::assertThrown('ConfigurationException', 'customer.pesel', fn () => $customers->findByPesel('12345678901'));
        self::assertThrown('ConfigurationException', 'customer.nip', fn () => $customers->findByNip('5260250275'));
    }

    public function testAddAndUpdate(): void
    {
        $customers = $this->client()->customers();
        $person = ['company' => false, 'lastname' => 'Nowa', 'name' => 'Ida', 'pesel' => People::pesel(1), 'city' => 'Łomża'];

        $id = $customers->add($person);
        $customers->update($id, ['city' => 'Ełk', 'flat' => '7']);

        self::assertSame(['Nowa', 'Ełk', '7'], [$customers->get($id)['lastname'], $customers->get($id)['city'], $customers->get($id)['flat']]);
        self::assertSame(0, $this->mms->count('unlisted_fields'));
        $refused = self::assertThrown('RejectedException', 'mms.rejected', fn () => $customers->add($person));
        self::assertStringContainsString('już istnieje', $refused->mmsText);
        self::assertThrown('ConfigurationException', 'customer.lastname', fn () => $customers->add(['company' => false]));
        self::assertThrown('ConfigurationException', 'customer.company', fn () => $customers->add(['lastname' => 'X']));
        self::assertThrown('ConfigurationException', 'config.wrong', fn () => $customers->add($person + ['phone' => '1']));
    }

    public function testAnAnswerThatWasLostIsLookedUp(): void
    {
        $this->mms->fault('POST', '/Users/users', ['kind' => 'cut', 'at' => 'after'], 1);

        $id = $this->client()->customers()->add(['company' => false, 'lastname' => 'Nowa', 'name' => 'Ida', 'pesel' => People::pesel(2)]);

        self::assertSame('Nowa', $this->mms->rows('customers')[$id]['lastname']);
        self::assertSame(1, $this->mms->calls('POST /Users/users'));
    }

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testLinks(string $dialect): void
    {
        $lms = Lms::withPeople($dialect);
        $customers = $this->client($lms)->customers();

        $customers->link(5, 105);
        $customers->link(5, 105);

        self::assertSame([105, 101, null], [$customers->mmsId(5), $customers->mmsId(1), $customers->mmsId(6)]);
        self::assertThrown('StoreException', 'link.taken', fn () => $customers->link(5, 106));
        self::assertThrown('StoreException', 'link.taken', fn () => $customers->link(6, 105));
        self::assertSame([true, false], [$customers->unlink(5), $customers->unlink(5)]);
        self::assertNull($customers->mmsId(5));
        self::assertCount(4, $lms->rows('SELECT * FROM metroport_customers'));
    }

    public function testWithoutADatabaseWhatNeedsOneSaysSo(): void
    {
        $client = $this->client();
        $needs = [fn () => $client->customers()->page(), fn () => $client->customers()->link(1, 2), fn () => $client->customers()->unlink(1),
            fn () => $client->customers()->mmsId(1), fn () => $client->locks()->lock([1], ['metrotv'])];
        foreach ($needs as $act) {
            self::assertThrown('ConfigurationException', 'config.missing', $act);
        }
    }

    public function testWithoutADatabaseTheSessionIsKeptInTheProcess(): void
    {
        $this->client()->customers()->get(101);
        $this->client()->customers()->get(102);

        self::assertSame(1, $this->mms->count('logins'));
    }
}
