<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** Plans on the customer's card: chosen, shown, carried out, stopped, continued, taken back. */
final class CardPlanTest extends CardTestCase
{
    private const HOME = ['street' => 'Łączna', 'house' => '14', 'flat' => '2', 'zip' => '22-335', 'city' => 'Żółkiewka'];

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testFromNothingToWatchingAndBackToNothing(string $database): void
    {
        $this->start($database);
        $customer = $this->someone(false);
        $card = $this->card($customer);
        $tariff = (int) $this->panel->sql()->query('SELECT MIN(id) FROM tariffs WHERE disabled = 0')->fetchColumn();
        $liabilities = (int) $this->rows("SELECT COUNT(*) FROM assignments WHERE customerid = $customer AND tariffid = $tariff")[0][0];

        $dialog = $this->chosen($card, $tariff);
        $this->press('Pokaż plan');
        $this->waitFor('Dodanie klienta do MMS');
        foreach (['Konto MetroTV: 22-335 Żółkiewka, Łączna 14/2', 'podstawowy', 'Zobowiązanie w LMS', '79,90', '+104,90'] as $text) {
            self::assertStringContainsString($text, $dialog->text());
        }
        self::assertSame(0, $this->mms->counters()['changing'], 'something was sent before it was agreed to');
        $this->press('Wykonaj');
        $this->waitFor('Gotowe: wszystko jest zgodnie z planem.');
        $this->press('Zamknij');
        $card->loaded();
        self::assertStringContainsString('104,90', $card->row('metrotv', 'konto')->text());
        self::assertCount(2, preg_grep('/dekoder/', $card->rows('metrotv')));
        self::assertSame($liabilities + 1, (int) $this->rows("SELECT COUNT(*) FROM assignments WHERE customerid = $customer AND tariffid = $tariff")[0][0]);
        self::assertSame(1, (int) $this->rows("SELECT COUNT(*) FROM metroport_liabilities WHERE lms_user_id = $customer")[0][0]);
        self::assertSame(
            array_map(strval(...), $this->rows("SELECT metroport_user_id FROM metroport_customers WHERE lms_user_id = $customer")[0]),
            $this->rows("SELECT extid FROM customerextids WHERE customerid = $customer")[0] ?? [],
            "LMS's own IDs in external systems",
        );

        // With the account ends what pays for it, and not what is for F-Secure.
        $paid = (int) $this->rows("SELECT assignment_id FROM metroport_liabilities WHERE lms_user_id = $customer")[0][0];
        $this->panel->sql()->exec("INSERT INTO assignments (customerid, tariffid, period) VALUES ($customer, $tariff, 3)");
        $other = (int) $this->rows("SELECT MAX(id) FROM assignments WHERE customerid = $customer")[0][0];
        $this->panel->sql()->exec("INSERT INTO metroport_liabilities (service, mms_id, lms_user_id, assignment_id, tied_at, tied_by) VALUES ('fsecure', 1, $customer, $other, 0, 'test')");
        $ending = fn (): array => $this->browser->run('return Array.from(document.querySelectorAll(\'[data-place="ending"] input:checked\')).map(box => Number(box.value))');
        $card->askFor('metrotv', 'konto', 'Usuń konto ze wszystkim');
        $this->waitFor('Pokaż plan');
        self::assertSame([$paid], $ending());
        $this->press('Anuluj');
        $card->loaded();

        $this->find('[data-ask="metroport-plan-remove-customer"]')->click();
        Dialog::seen($this->browser, 'Usuń wszystko');
        $this->waitFor('Pokaż plan');
        self::assertEqualsCanonicalizing([$paid, $other], $ending());
        $this->press('Pokaż plan');
        $this->waitFor('Usunięcie konta MetroTV');
        $this->press('Wykonaj');
        $this->waitFor('Gotowe: wszystko jest zgodnie z planem.');
        $this->press('Zamknij');
        $card->loaded();
        self::assertSame('Klient nie ma kont MetroTV.', $card->text('metrotv'));
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testWhatStopsIsSeenAfterAReloadAndGoesOnOrBack(string $database): void
    {
        foreach (['Kontynuuj' => 'Gotowe: wszystko jest zgodnie z planem.', 'Wycofaj' => 'Wycofano: wszystko jest tak, jak było.'] as $button => $end) {
            $this->start($database);
            $customer = $this->linkedCustomer();
            $card = $this->card($customer);
            $this->chosen($card, 0);
            $this->press('Pokaż plan');
            $this->waitFor('podstawowy');
            // The second package is refused.
            $this->mms->control('faults', ['method' => 'POST', 'path' => '/Iptv/Orders', 'nth' => 2,
                'fault' => ['kind' => 'status', 'status' => 409, 'when' => 'before', 'body' => 'Nie <dziś>']]);
            $this->press('Wykonaj');
            $this->waitFor('Zatrzymano.');
            self::assertStringContainsString('Nie <dziś>', $this->dialog()->text());
            $this->mms->control('faults', method: 'DELETE');

            $card = $this->card($customer);
            self::assertStringContainsString('Niedokończone: Wydaj wszystko', $card->text('link'));
            $this->visit('metroportplanlist');
            Waiting::for(fn (): bool => str_contains($this->browser->see('.metroport-list tbody')->text(), "#$customer"), 'the plan on the list');
            self::assertStringContainsString('2 z 6', $this->browser->see('.metroport-list tbody')->text());
            $card = $this->card($customer);
            $this->find('[data-plan-show]')->click();
            $this->waitFor('Zatrzymano.');
            $this->press($button);
            $this->waitFor($end);
            $this->press('Zamknij');
            $card->loaded();
            self::assertStringNotContainsString('Niedokończone', $card->text('link'));
            self::assertCount($button === 'Wycofaj' ? 0 : 6, array_filter(
                $card->rows('metrotv'),
                static fn (string $row): bool => $row !== '',
            ), implode(' | ', $card->rows('metrotv')));
        }
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testAnotherNetworkIsReachedOrNothingIsChanged(string $database): void
    {
        $this->start($database);
        $card = $this->watching($this->linkedCustomer());
        $before = $card->row('metrotv', 'konto')->text();

        foreach ([true, false] as $fails) {
            if ($fails) {
                $this->mms->control('faults', ['method' => 'PUT', 'path' => '/Iptv/Accounts/{id}', 'count' => 1,
                    'fault' => ['kind' => 'status', 'status' => 409, 'when' => 'before', 'body' => 'Nie']]);
            }
            $dialog = $card->askFor('metrotv', 'konto', 'Zmień podsieć, adres lub pakiet podstawowy');
            $this->waitFor('Pokaż plan');
            $networks = array_keys($dialog->options('network_id'));
            $dialog->fill(['network_id' => (string) end($networks)]);
            $this->press('Pokaż plan');
            $this->waitFor('Zmiana konta');
            $this->press('Wykonaj');
            $this->waitFor($fails ? 'Wycofano: wszystko jest tak, jak było.' : 'Gotowe: wszystko jest zgodnie z planem.');
            $this->press('Zamknij');
            $card->loaded();
            self::assertCount(2, preg_grep('/dekoder/', $card->rows('metrotv')), 'the decoders are back');
            self::assertSame($fails, $card->row('metrotv', 'konto')->text() === $before);
        }
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testWhatCouldNotComeBackIsToldBeforeItGoes(string $database): void
    {
        $this->start($database);
        $customer = $this->linkedCustomer();
        $card = $this->watching($customer);
        // As one that Metroport has sold before: 324 is not sold today.
        $order = max(array_column(array_filter($this->mms->world()['orders'], static fn (array $order): bool => $order['pkg_id'] === 320), 'id'));
        $this->mms->control('edit', ['kind' => 'order', 'id' => $order, 'set' => ['pkg_id' => 324]]);
        $card = $this->card($customer);
        $change = $card->askFor('metrotv', 'konto', 'Zmień podsieć, adres lub pakiet podstawowy');
        $this->waitFor('Pokaż plan');
        $change->fill(['package_id' => '311']);
        $this->press('Pokaż plan');
        $this->waitFor('Nie są już sprzedawane');
        self::assertSame(1, preg_match('/Nie są już sprzedawane[^:]*: *(.+)/u', $this->dialog()->text(), $told));
        self::assertSame('Lato 2019', trim($told[1]));
    }

    /** The form of everything, filled in: base package with a scanned decoder, extra package, multiroom with a decoder. */
    private function chosen(Card $card, int $tariff): Dialog
    {
        $this->find('[data-ask="metroport-plan-issue"]')->click();
        $dialog = Dialog::seen($this->browser, 'Wydaj wszystko');
        $this->waitFor('Pokaż plan');
        $networks = $dialog->options('network_id');
        $dialog->fill(['network_id' => (string) array_key_first($networks)] + self::HOME);
        $free = array_values(array_filter($this->mms->world()['stbs'], static fn (array $stb): bool => $stb['status'] === 'warehouse'));

        $this->row(0, 'package_id')->choose('312');
        $this->row(0, 'price')->fill('79,90');
        $decoder = $this->row(0, 'decoder');
        $decoder->fill('nie ma takiego');
        $decoder->type(WebDriver::ENTER);
        self::assertSame('decoder', $this->browser->run('return document.activeElement.dataset.name'), 'an unknown decoder is passed over');
        // A scanner types and presses Enter; that must not send the form.
        $decoder->fill('');
        $decoder->type(strtoupper($free[0]['serialnumber']) . WebDriver::ENTER);
        self::assertSame(str_replace(':', '', strtolower($free[0]['mac'])), str_replace(':', '', strtolower((string) $decoder->property('value'))));

        $this->find('[data-add="extras"]')->click();
        self::assertTrue($this->browser->run('return document.querySelectorAll(".metroport-plan-package")[1].querySelector("option[value=\"321\"]").disabled'), '312 denies 321');
        $this->row(1, 'package_id')->choose('320');
        $this->find('[data-add="multirooms"]')->click();
        $this->row(2, 'package_id')->choose('330');
        $this->row(2, 'decoder')->fill(str_replace(':', '-', $free[1]['mac']));
        if ($tariff !== 0) {
            $dialog->field('liability')->click();
            $select = $this->row(0, 'tariff_id');
            Waiting::for(fn (): bool => count($select->options()) > 1, 'the tariffs');
            $select->choose((string) $tariff);
            foreach ([1, 2] as $none) {
                Waiting::for(fn (): bool => count($this->row($none, 'tariff_id')->options()) > 1, 'the tariffs');
                $this->row($none, 'tariff_id')->choose('');
            }
        }
        return $dialog;
    }

    private function row(int $nth, string $name): Element
    {
        return $this->browser->all(".metroport-plan-package [data-name=\"$name\"]")[$name === 'decoder' && $nth === 2 ? 1 : $nth];
    }

    private function find(string $css): Element
    {
        return $this->browser->see($css);
    }

    private function dialog(): Element
    {
        return $this->browser->all('.ui-dialog-content')[0];
    }

    /** Presses a button of the dialog. */
    private function press(string $label): void
    {
        Waiting::for(function () use ($label): bool {
            foreach ($this->browser->all('.ui-dialog-buttonpane button') as $button) {
                if ($button->text() === $label) {
                    $button->click();
                    return true;
                }
            }
            return false;
        }, "the button $label");
    }

    private function waitFor(string $text): void
    {
        Waiting::for(fn (): bool => str_contains($this->browser->all('.ui-dialog.lms-ui-modal-dialog-wrapper')[0]->text(), $text), "\"$text\" in the dialog");
    }

    /** @return list<list<mixed>> */
    private function rows(string $sql): array
    {
        return $this->panel->sql()->query($sql)->fetchAll(PDO::FETCH_NUM);
    }

    /** The card of a customer, who has got packages and decoders by a plan. */
    private function watching(int $customer): Card
    {
        $card = $this->card($customer);
        $this->chosen($card, 0);
        $this->press('Pokaż plan');
        $this->waitFor('podstawowy');
        $this->press('Wykonaj');
        $this->waitFor('Gotowe: wszystko jest zgodnie z planem.');
        $this->press('Zamknij');
        $card->loaded();
        return $card;
    }
}
