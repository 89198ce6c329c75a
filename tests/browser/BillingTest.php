<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** From a tariff that is tied to a package, over a package with its liability, to mending what has come apart. */
final class BillingTest extends CardTestCase
{
    private const HOME = ['street' => 'Prosta', 'house' => '1', 'flat' => '', 'zip' => '90-001', 'city' => 'Łódź'];

    private function list(string $module): ListPage
    {
        return ListPage::open($this->browser, $this->panel->url(), $module);
    }

    private function sql(string $statement): PDOStatement
    {
        return $this->panel->sql()->query($statement);
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testATariffIsTiedProposedAndWhatComesApartIsMended(string $database): void
    {
        $this->start($database);
        $this->sql("UPDATE users SET rights = CONCAT(rights, ',metroportbillinglist,metroportbillingaction') WHERE login = 'klerk'");
        $this->sql('DELETE FROM metroport_tariff_ties');
        $this->sql("INSERT INTO metroport_metrotv_packages (id, firmid, pkg_name, pkg_group, pricebrutto, active) VALUES (310, 1, 'Podstawowy', 1, 29.90, 1)");
        $this->sql('UPDATE tariffs SET value = 29.90 WHERE id = 2');

        $tariffs = $this->list('metroporttarifflist')->search('Podstawowy');
        $tie = $tariffs->ask('metroport-tie', 'Przypisz taryfę');
        $tie->options('tariff_id');
        $tie->fill(['tariff_id' => '2'])->submit();
        self::assertStringContainsString('Telewizja', $tariffs->loaded()->texts()[0]);

        $customer = $this->linkedCustomer();
        $this->sql("DELETE FROM assignments WHERE customerid = $customer");
        $card = $this->card($customer);
        $account = $card->ask('metrotv', 'Dodaj konto MetroTV');
        $network = array_key_first(array_diff_key($account->options('network_id'), ['' => '']));
        $card->do($account->fill(['network_id' => (string) $network] + self::HOME));
        $package = $card->askFor('metrotv', 'konto', 'Wydaj pakiet podstawowy');
        $package->options('package_id');
        $package->fill(['package_id' => '310']);
        $package->field('liability')->click();
        Waiting::for(static fn (): bool => $package->field('tariff_id')->property('value') === '2', 'the tariff to be proposed');
        $card->do($package);
        self::assertSame('MMS wydał pakiet; zobowiązanie zostało dodane.', $card->notice('metrotv'));
        self::assertSame('1', (string) $this->sql("SELECT COUNT(*) FROM assignments a JOIN metroport_liabilities l ON l.assignment_id = a.id WHERE a.customerid = $customer AND a.tariffid = 2")->fetchColumn());
        $differences = $this->list('metroportbillinglist')->search((string) $customer);
        self::assertSame(0, $differences->total());

        // Somebody suspends it by hand: one dialog says what will be done, and does it.
        $this->sql("UPDATE assignments SET suspended = 1 WHERE customerid = $customer");
        $differences->search((string) $customer);
        $mend = $differences->ask('metroport-mend', 'Poprawienie zobowiązania');
        self::assertStringContainsString('wznowić zobowiązanie', $mend->text());
        self::assertSame('1', (string) $this->sql("SELECT suspended FROM assignments WHERE customerid = $customer")->fetchColumn());
        $mend->submit();
        self::assertSame(0, $differences->loaded()->total());
        self::assertSame('0', (string) $this->sql("SELECT suspended FROM assignments WHERE customerid = $customer")->fetchColumn());

        // And many at once: every marked row says what came of it.
        $this->sql("DELETE FROM assignments WHERE customerid = $customer");
        $differences->search((string) $customer);
        $this->browser->see('[data-mark-all]')->click();
        $this->browser->see('[data-mass="metroport-mass-mend"]')->click();
        $many = Dialog::seen($this->browser, 'Popraw');
        self::assertStringContainsString('dodać miesięczne zobowiązanie od dzisiaj: Telewizja (29,90', str_replace("\u{a0}", ' ', $many->text()));
        $many->button()->click();
        Waiting::for(static fn (): bool => str_contains($many->text(), 'Zrobiono 1 z 1; nie udało się: 0'), 'the end');
        $many->submit();
        self::assertSame(0, $differences->loaded()->total());
        self::assertSame('1', (string) $this->sql("SELECT COUNT(*) FROM assignments WHERE customerid = $customer AND tariffid = 2")->fetchColumn());
    }
}
