<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** A customer's MetroTV accounts, from the first to the last thing that a clerk does with them. */
final class CardMetroTvTest extends CardTestCase
{
    private const HOME = ['street' => 'Źródlana', 'house' => '12B', 'flat' => '3', 'zip' => '22-335', 'city' => 'Żółkiewka'];

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testTheLifeOfAnAccount(string $database): void
    {
        $this->start($database);
        $customer = $this->linkedCustomer();
        // MMS wants the name of a street alone.
        $this->moveTo($customer, ['street' => 'ul. ' . self::HOME['street']] + self::HOME);
        $card = $this->card($customer);

        $this->addAccount($card);
        self::assertSame([
            'Wydaj pakiet podstawowy', 'Zmień adres', 'Zmień podsieć, adres lub pakiet podstawowy', 'Zablokuj', 'Usuń konto',
        ], $card->offered('metrotv', 'konto'));
        $this->issuePackages($card);
        $this->issueDecoders($card);

        $card->do($card->askFor('metrotv', 'konto', 'Zablokuj'));
        self::assertStringContainsString('zablokowane', $card->row('metrotv', 'konto')->text());
        self::assertNotContains('Zablokuj', $card->offered('metrotv', 'konto'));
        $card->do($card->askFor('metrotv', 'konto', 'Odblokuj'));
        self::assertStringContainsString('aktywne', $card->row('metrotv', 'konto')->text());

        $this->removeAll($card);
        self::assertSame([1, 3, 2, 2, 3, 1, 1, 1], array_map($this->mms->calls(...), [
            'POST /Iptv/Accounts', 'POST /Iptv/Orders', 'PUT /Iptv/Stbs/linkSTB', 'PUT /Iptv/Stbs/unlinkSTB', 'DELETE /Iptv/Orders/{id}',
            'DELETE /Iptv/Accounts/{id}', 'PUT /Iptv/Accounts/{id}/blockAccount', 'PUT /Iptv/Accounts/{id}/unblockAccount',
        ]));
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testWhatThePackagesOfAnAccountDenyIsNotOffered(string $database): void
    {
        $this->start($database);
        $card = $this->card($this->linkedCustomer());
        $card->do($this->filled($card)->fill(self::HOME));
        $base = $card->askFor('metrotv', 'konto', 'Wydaj pakiet podstawowy');
        self::assertSame([310, 311, 312], array_keys($base->options('package_id')), 'only what is sold today');
        $card->do($base->fill(['package_id' => '310']));

        // 322 and 331 deny the base package 310; 324, 325 and 326 are not sold today.
        $extra = $card->askFor('metrotv', 'konto', 'Wydaj pakiet dodatkowy');
        self::assertSame([320, 321, 323], array_keys($extra->options('package_id')));
        $extra->cancel();
        $multiroom = $card->askFor('metrotv', 'konto', 'Wydaj pakiet multiroom');
        self::assertSame([330], array_keys($multiroom->options('package_id')));
    }

    private function addAccount(Card $card): void
    {
        $add = $this->filled($card);
        foreach (self::HOME as $name => $value) {
            self::assertSame($value, $add->field($name)->property('value'), "$name is not preset");
        }
        $full = end($this->mms->world()['networks']);
        self::assertNotContains($full['id'], array_keys($add->options('network_id')), 'a full network is offered');

        $add->fill(['house' => '']);
        self::assertSame('house', $add->wrongField());
        $add->fill(['house' => '14', 'zip' => '2233']);
        self::assertSame('zip', $add->wrongField());
        $add->fill(['zip' => '22-335', 'city' => '  ']);
        self::assertStringContainsString('Adres jest niepełny', $add->refused());
        self::assertSame(0, $this->mms->counters()['changing']);
        $card->do($add->fill(['city' => 'Żółkiewka']));
        self::assertStringContainsString('22-335 Żółkiewka, Źródlana 14/3', $card->row('metrotv', 'konto')->text());

        $change = $card->askFor('metrotv', 'konto', 'Zmień adres');
        self::assertSame('14', $change->field('house')->property('value'));
        $card->do($change->fill(['street' => 'Łączna', 'flat' => '']));
        self::assertStringContainsString('22-335 Żółkiewka, Łączna 14 ', $card->row('metrotv', 'konto')->text());
    }

    private function issuePackages(Card $card): void
    {
        $base = $card->askFor('metrotv', 'konto', 'Wydaj pakiet podstawowy');
        self::assertSame('package_id', $base->wrongField());
        $base->options('package_id');
        $base->fill(['package_id' => '312']);
        self::assertSame('89,90', $base->field('price')->property('value'), 'the price is not preset');
        foreach (['', '-1', '100000', '12,345', 'dużo'] as $wrong) {
            $base->fill(['price' => $wrong]);
            self::assertSame('price', $base->wrongField(), "the price $wrong");
        }
        $card->do($base->fill(['price' => '79,90']));
        self::assertSame(['Wydaj dekoder', 'Usuń pakiet'], $card->offered('metrotv', 'podstawowy'));
        self::assertSame(
            [
                'Wydaj pakiet dodatkowy', 'Wydaj pakiet multiroom', 'Zmień adres', 'Zmień podsieć, adres lub pakiet podstawowy',
                'Zablokuj', 'Usuń konto ze wszystkim',
            ],
            $card->offered('metrotv', 'konto'),
            'an account with a package cannot be removed but with all that stands on it',
        );

        $extra = $card->askFor('metrotv', 'konto', 'Wydaj pakiet dodatkowy');
        self::assertSame([320, 322, 323], array_keys($extra->options('package_id')), 'the base package 312 denies 321');
        $card->do($extra->fill(['package_id' => '320']));
        $multiroom = $card->askFor('metrotv', 'konto', 'Wydaj pakiet multiroom');
        self::assertSame([330, 331], array_keys($multiroom->options('package_id')));
        $card->do($multiroom->fill(['package_id' => '330']));

        self::assertStringContainsString('104,90', $card->row('metrotv', 'konto')->text(), 'the sum of 79,90, 15,00 and 10,00');
        self::assertSame(['Wydaj dekoder'], $card->offered('metrotv', 'podstawowy'), 'other packages stand on the base package');
        self::assertSame(['Usuń pakiet'], $card->offered('metrotv', 'dodatkowy'));
    }

    private function issueDecoders(Card $card): void
    {
        $inWarehouse = array_column(
            array_filter($this->mms->world()['stbs'], static fn (array $stb): bool => $stb['status'] === 'warehouse'),
            'serialnumber',
            'mac',
        );
        [$first, $second] = array_keys($inWarehouse);

        // Found by a MAC in another notation than MMS's.
        $issue = $card->askFor('metrotv', 'podstawowy', 'Wydaj dekoder');
        self::assertCount(count($inWarehouse), $issue->options('mac'), 'not what lies in the warehouse');
        $issue->find('[data-place="filter"]')->fill('nic takiego');
        self::assertSame('mac', $issue->wrongField());
        $issue->find('[data-place="filter"]')->fill('');
        self::assertStringNotContainsString('Nie ma takiego dekodera', $issue->find('[name="mac"]')->text());
        $issue->find('[data-place="filter"]')->fill(strtoupper(str_replace(':', '-', $first)));
        self::assertCount(1, $issue->options('mac'));
        $card->do($issue);
        // By the serial number.
        $issue = $card->askFor('metrotv', 'multiroom', 'Wydaj dekoder');
        $issue->options('mac');
        $issue->find('[data-place="filter"]')->fill($inWarehouse[$second]);
        $card->do($issue);

        $issued = array_column(array_filter($this->mms->world()['stbs'], static fn (array $stb): bool => $stb['orderid'] !== null), 'mac');
        self::assertContains($first, $issued);
        self::assertContains($second, $issued);
        self::assertStringContainsString('10.', $card->row('metrotv', $inWarehouse[$first])->text(), 'its address');
        self::assertSame([], $card->offered('metrotv', 'podstawowy'), 'a decoder stands on the package');
        self::assertSame(
            ['konto', 'podstawowy', $inWarehouse[$first], 'dodatkowy', 'multiroom', $inWarehouse[$second]],
            array_map(static function (string $row): string {
                preg_match('/dekoder (\S+)|(\S+) #\d+/', $row, $found);
                return $found[2] ?? $found[1];
            }, $card->rows('metrotv')),
            'the tree',
        );
    }

    /** From the bottom up: nothing can be removed on which something stands. */
    private function removeAll(Card $card): void
    {
        foreach ([1, 0] as $left) {
            $row = array_values(preg_grep('/dekoder/', $card->rows('metrotv')))[0];
            $card->do($card->askFor('metrotv', $row, 'Zwróć dekoder do magazynu'));
            self::assertCount($left, preg_grep('/dekoder/', $card->rows('metrotv')));
        }
        foreach (['multiroom', 'dodatkowy', 'podstawowy'] as $package) {
            self::assertNotContains('Usuń konto', $card->offered('metrotv', 'konto'));
            $card->do($card->askFor('metrotv', $package, 'Usuń pakiet'));
        }
        $card->do($card->askFor('metrotv', 'konto', 'Usuń konto'));
        self::assertSame('Klient nie ma kont MetroTV.', $card->text('metrotv'));
    }

    /** The form of a new account with the first network chosen. */
    private function filled(Card $card): Dialog
    {
        $add = $card->ask('metrotv', 'Dodaj konto MetroTV');
        self::assertSame('network_id', $add->wrongField());
        return $add->fill(['network_id' => (string) array_key_first($add->options('network_id'))]);
    }

    /** @param array<string, string> $address */
    private function moveTo(int $customer, array $address): void
    {
        $this->panel->sql()->prepare(
            'UPDATE addresses SET street = ?, house = ?, flat = ?, zip = ?, city = ? '
            . "WHERE id IN (SELECT address_id FROM customer_addresses WHERE customer_id = $customer)",
        )->execute(array_values($address));
    }
}
