<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** A customer's F-Secure services. */
final class CardFSecureTest extends CardTestCase
{
    private const ADD = 'Dodaj usługę F-Secure';

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testTheLifeOfALicence(string $database): void
    {
        $this->start($database);
        $customer = $this->linkedCustomer();
        $card = $this->card($customer);

        $add = $card->ask('fsecure', self::ADD);
        self::assertStringContainsString("klient$customer@example.net", $add->text());
        self::assertGreaterThan(0, $this->browser->run('return document.querySelector(".metroport-dialog-wrapper .ui-dialog-titlebar-close i").getBoundingClientRect().left'), 'the cross is out of sight');
        self::assertSame('product_id', $add->wrongField());
        self::assertSame(['51', '52', '53', '54'], array_map('strval', array_keys($add->options('product_id'))));
        $add->fill(['product_id' => '52']);
        self::assertSame('3', $add->field('license_size')->property('value'), 'the product\'s own number of devices');
        $add->fill(['license_size' => '0']);
        self::assertSame('license_size', $add->wrongField());
        $add->fill(['license_size' => '4']);
        $card->do($add);
        self::assertSame('MMS wydał licencję.', $card->notice('fsecure'));
        self::assertSame(['F-Secure SAFE 3', '4', 'aktywna'], $this->service($card));
        self::assertSame(['Zmień produkt lub liczbę urządzeń', 'Zawieś', 'Usuń'], $card->offered('fsecure', 'SAFE 3'));
        self::assertSame(1, $this->assignments($customer));

        $change = $card->askFor('fsecure', 'SAFE 3', 'Zmień produkt lub liczbę urządzeń');
        self::assertSame(['52', '4'], [$change->field('product_id')->property('value'), $change->field('license_size')->property('value')]);
        $card->do($change->fill(['product_id' => '54']));
        self::assertSame(['F-Secure TOTAL 10', '10', 'aktywna'], $this->service($card));

        $card->do($card->askFor('fsecure', 'TOTAL 10', 'Zawieś'));
        self::assertSame(['F-Secure TOTAL 10', '10', 'zawieszona'], $this->service($card));
        self::assertContains('Wznów', $card->offered('fsecure', 'TOTAL 10'));
        self::assertNotContains('Zawieś', $card->offered('fsecure', 'TOTAL 10'));
        $card->do($card->askFor('fsecure', 'TOTAL 10', 'Wznów'));
        self::assertSame(['F-Secure TOTAL 10', '10', 'aktywna'], $this->service($card));

        // Whoever thinks better of it changes nothing.
        $changing = $this->mms->counters()['changing'];
        $card->askFor('fsecure', 'TOTAL 10', 'Usuń')->cancel();
        self::assertSame($changing, $this->mms->counters()['changing']);
        $card->do($card->askFor('fsecure', 'TOTAL 10', 'Usuń'));
        self::assertSame('Klient nie ma usług F-Secure.', $card->text('fsecure'));
        self::assertSame(1, $this->mms->calls('DELETE /services/security/{id}'));
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testALicenceWithItsLiability(string $database): void
    {
        $this->start($database);
        $customer = $this->linkedCustomer();
        $card = $this->card($customer);

        $add = $card->ask('fsecure', self::ADD)->fill(['product_id' => '51']);
        self::assertFalse($add->field('tariff_id')->isShown());
        $add->field('liability')->click();
        self::assertContains('Bezpieczny internet — 9,90 PLN', $add->options('tariff_id'));
        self::assertSame('tariff_id', $add->wrongField());
        $add->fill(['tariff_id' => '3', 'day' => '5']);
        $this->browser->run('arguments[0].value = "2001-01-01"', $add->field('to'));
        self::assertStringContainsString('Daty zobowiązania są niepoprawne', $add->refused());
        self::assertSame(0, $this->mms->counters()['changing'], 'the licence was issued before its liability was looked at');
        $this->browser->run('arguments[0].value = ""', $add->field('to'));
        $card->do($add);

        self::assertSame('MMS wydał licencję; zobowiązanie zostało dodane.', $card->notice('fsecure'));
        self::assertSame(1, $this->mms->calls('POST /services/security'));
        self::assertSame(2, $this->assignments($customer));
        $made = $this->panel->sql()->query("SELECT tariffid, at, dateto FROM assignments WHERE customerid = $customer ORDER BY id DESC")->fetch(PDO::FETCH_NUM);
        self::assertSame([3, 5, 0], array_map('intval', $made));
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testWithoutEmailNothingIsIssued(string $database): void
    {
        $this->start($database);
        $customer = $this->linkedCustomer();
        $early = $this->card($customer)->ask('fsecure', self::ADD)->fill(['product_id' => '51']);
        $this->mms->control('edit', ['kind' => 'customer', 'id' => self::mmsId($customer), 'set' => ['email' => '']]);
        self::assertStringContainsString('Niczego nie dodano.', $early->refused());
        $early->cancel();

        // The card knows by now, and does not even ask.
        $card = $this->card($customer);
        $card->press('fsecure', self::ADD);
        $told = Dialog::seen($this->browser, 'Nie wykonano operacji');
        self::assertStringContainsString('Adres jest w LMS: najpierw użyj „Zaktualizuj dane w Metroport”.', $told->text());
        self::assertSame(0, $this->mms->counters()['changing']);
    }

    /** @return array{string, string, string} product, devices, state of the only one */
    private function service(Card $card): array
    {
        self::assertCount(1, $card->rows('fsecure'));
        $cells = $card->row('fsecure', 'F-Secure')->all('td');
        return array_map(static fn (Element $cell): string => $cell->text(), array_slice($cells, 0, 3));
    }

    private function assignments(int $customer): int
    {
        return (int) $this->panel->sql()->query("SELECT COUNT(*) FROM assignments WHERE customerid = $customer")->fetchColumn();
    }
}
