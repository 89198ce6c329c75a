<?php

declare(strict_types=1);

/**
 * Whatever MMS or LMS call their things, the panel shows it as text, exactly: no script runs, nothing is escaped twice.
 *
 * One database is enough: none of it depends on which one.
 */
final class HostileTextTest extends BrowserTestCase
{
    /** A <script> runs when it is printed, an onerror also when it is inserted by a script. */
    private const HOSTILE = '<script>window.xss=1</script><img src="x" onerror="window.xss=1">"\'ąż&amp;';

    /** Lists with something of MMS or LMS in every world. */
    private const LISTS = [
        'metroportclientlist', 'metroportfsecureservicelist', 'metroportfsecureclientslist', 'metroportfsecureoperationlist',
        'metroportmetrotvservicelist', 'metroportmetrotvnetworklist', 'metroportmetrotvstbmodellist', 'metroportmetrotvstblist',
        'metroportmetrotvclientslist',
    ];

    /** All that can be read: what is written, what fields hold, what can be chosen, what is told on hovering. */
    private const READABLE = <<<'JS'
        return [
            document.body.innerText,
            ...Array.from(document.querySelectorAll('input'), e => e.value),
            ...Array.from(document.querySelectorAll('option'), e => e.label),
            ...Array.from(document.querySelectorAll('body [title], body [placeholder]'), e => e.title + '\n' + (e.placeholder || '')),
        ].join('\n')
        JS;

    private const INTRUDERS = <<<'JS'
        return document.querySelectorAll('[src=x], [onerror]').length
            + Array.from(document.scripts).filter(e => e.textContent.includes('window.xss')).length
        JS;

    protected static function customersOfMms(array $customers): array
    {
        $everything = ['fsecure' => 'active', 'accounts' => 1, 'multiroom' => true, 'decoders' => true];
        return array_map(static fn (array $customer): array => ['services' => $everything] + $customer, $customers);
    }

    public function testTheCardOfWhoHasEverything(): void
    {
        $customer = $this->hostileWorld();
        $card = Card::open($this->browser, $this->panel->url(), $customer);
        foreach (['fsecure' => 1, 'metrotv' => 4] as $box => $rows) {
            self::assertGreaterThanOrEqual($rows, count($card->rows($box)), $box);
            self::assertStringContainsString(self::HOSTILE, $card->text($box));
        }
        $this->assertHarmless('the card');
        $asked = $this->openDialogs('the card');
        foreach (['fsecure-add', 'fsecure-change', 'fsecure-remove', 'account-add', 'account-change', 'account-block', 'package-extra', 'decoder-return', 'update'] as $dialog) {
            self::assertContains("metroport-card-$dialog", $asked);
        }
    }

    public function testWhatIsSaidInDialogsOfTheCard(): void
    {
        $customer = $this->hostileWorld();
        $card = Card::open($this->browser, $this->panel->url(), $customer);
        $this->mms->control('faults', [
            'method' => 'PUT',
            'fault' => ['kind' => 'status', 'status' => 409, 'when' => 'before', 'body' => json_encode(['message' => self::HOSTILE])],
        ]);
        $block = $card->askFor('metrotv', 'konto', 'Zablokuj');
        self::assertStringContainsString(self::HOSTILE, $block->refused());
        $this->assertHarmless('a refusal');
        $block->cancel();
        $card->loaded();

        $add = $card->ask('fsecure', 'Dodaj usługę F-Secure');
        $add->field('liability')->click();
        self::assertStringContainsString(self::HOSTILE, implode('', $add->options('tariff_id')));
        $this->assertHarmless('tariffs');
        $add->cancel();
        $extra = $card->askFor('metrotv', 'konto', 'Wydaj pakiet dodatkowy');
        $extra->fill(['package_id' => (string) array_key_first($extra->options('package_id'))]);
        self::assertStringContainsString(self::HOSTILE, $extra->find('[data-place="description"]')->text());
        $this->assertHarmless('a package');
        $extra->cancel();

        // Two in MMS with the same number, one of them linked to somebody with a hostile name.
        $twin = $this->someone(company: false);
        $this->panel->sql()->exec("UPDATE customers SET ssn = (SELECT ssn FROM (SELECT * FROM customers) c WHERE c.id = $customer) WHERE id = $twin");
        $card = Card::open($this->browser, $this->panel->url(), $twin);
        $card->press('link', 'Dodaj klienta do Metroport');
        Dialog::seen($this->browser, 'Dodaj klienta do Metroport')->button()->click();
        $choice = Dialog::seen($this->browser, 'Którym klientem w MMS jest ten klient?');
        self::assertGreaterThanOrEqual(4, substr_count($choice->text(), self::HOSTILE), 'names and addresses');
        $this->assertHarmless('the choice');
    }

    public function testEveryPageOfTheMenu(): void
    {
        $customer = $this->hostileWorld();
        $pages = $this->pages();
        self::assertSame([], array_diff(self::LISTS, $pages), 'not in the menu');
        foreach ($pages as $page) {
            $this->visit($page);
            $this->loaded();
            self::assertNotSame([], $this->browser->all('[data-metroport] tbody tr'), $page);
            if (in_array($page, self::LISTS, true)) {
                self::assertStringContainsString(self::HOSTILE, $this->browser->run(self::READABLE), $page);
            }
            $this->assertHarmless($page);
            $this->openDialogs($page, (string) $customer);
        }
    }

    /** What is not in the clerk's menu: the tabs of the queue, and billing, for which he has no right elsewhere. */
    public function testTabsAndBilling(): void
    {
        $customer = $this->hostileWorld();
        $sql = $this->panel->sql();
        $sql->exec("UPDATE users SET rights = CONCAT(rights, ',metroportbillinglist,metroportbillingaction') WHERE login = 'klerk' AND rights NOT LIKE '%metroportbilling%'");
        $hostile = $sql->quote(self::HOSTILE);
        $mms = (int) $sql->query("SELECT metroport_user_id FROM metroport_customers WHERE lms_user_id = $customer")->fetchColumn();
        $service = "'metrotv', 990001, $mms, 990310, $hostile";
        $month = (new DateTimeImmutable('first day of last month'))->format('Ym');
        try {
            $sql->exec("INSERT INTO metroport_plans (lms_user_id, kind, created_at, changed_at, userid, actor, error_code, error_text)
                VALUES ($customer, 'issue', 5, 5, 0, 'x', 'mms.rejected', $hostile)");
            $sql->exec("INSERT INTO metroport_services (service, mms_id, mms_user_id, item_id, name, price, active, seen_at) VALUES ($service, 5, 1, " . time() . ')');
            $sql->exec("INSERT INTO metroport_settlement (service, mms_id, mms_user_id, item_id, name, price, lms_user_id, month, source, days, taken_at)
                VALUES ($service, 5, $customer, $month, 'snapshot', 30, 5)");
            $sql->exec("INSERT INTO metroport_metrotv_packages (id, firmid, pkg_name, pkg_group, pricebrutto, active) VALUES (990310, 1, $hostile, 1, 5, 1)");
            foreach (['metroportplanlist', 'metroportbillinglist', 'metroporttarifflist', 'metroportsettlementlist', 'metroportdifferencelist'] as $page) {
                // Whoever is deleted in LMS and still costs something is a difference.
                $sql->exec('UPDATE customers SET deleted = ' . (int) ($page === 'metroportdifferencelist') . " WHERE id = $customer");
                $this->visit($page);
                $this->loaded();
                self::assertStringContainsString(self::HOSTILE, $this->browser->run(self::READABLE), $page);
                $this->assertHarmless($page);
                $this->openDialogs($page);
            }
        } finally {
            $sql->exec("UPDATE customers SET deleted = 0 WHERE id = $customer");
            $sql->exec("DELETE FROM metroport_plans WHERE lms_user_id = $customer");
            foreach (['metroport_services' => 'item_id', 'metroport_settlement' => 'item_id', 'metroport_metrotv_packages' => 'id'] as $table => $column) {
                $sql->exec("DELETE FROM $table WHERE $column = 990310");
            }
        }
    }

    /** Words, addresses and numbers may be spoiled too: then nothing means anything, and nothing may break. */
    public function testWhenNothingOfMmsMakesSense(): void
    {
        $customer = $this->hostileWorld();
        $this->mms->control('shape', ['exact_suffix' => self::HOSTILE]);
        Card::open($this->browser, $this->panel->url(), $customer);
        $this->assertHarmless('the card');
        foreach ($this->pages() as $page) {
            $this->visit($page);
            $this->loaded();
            $this->assertHarmless($page);
        }
        // Even the errors.
        $this->mms->control('faults', ['method' => 'GET', 'fault' => [
            'kind' => 'status', 'status' => 409, 'when' => 'before', 'body' => json_encode(['message' => self::HOSTILE]),
        ]]);
        $this->visit('metroportmetrotvstbmodellist');
        $this->loaded();
        self::assertStringContainsString(self::HOSTILE, $this->browser->see('[data-metroport] [role="alert"]')->text());
        $this->assertHarmless('an error');
    }

    /** @return int a linked customer; his name and address in LMS, and all that MMS tells, are hostile */
    private function hostileWorld(): int
    {
        $this->start('postgres');
        $customer = $this->linkedCustomer();
        $hostile = $this->panel->sql()->quote(self::HOSTILE);
        foreach ([
            "UPDATE customers SET lastname = CONCAT('Nazwisko', $hostile), name = CONCAT('Imię', $hostile) WHERE id = $customer",
            "UPDATE addresses SET street = CONCAT('Ulica', $hostile), city = CONCAT('Miasto', $hostile) "
                . "WHERE id IN (SELECT address_id FROM customer_addresses WHERE customer_id = $customer)",
            "UPDATE customercontacts SET contact = CONCAT('poczta', $hostile) WHERE customerid = $customer AND contact LIKE '%@%'",
            "UPDATE tariffs SET name = CONCAT(id, $hostile)",
        ] as $statement) {
            $this->panel->sql()->exec($statement);
        }
        $this->mms->control('shape', ['preset' => 'canonical', 'text_suffix' => self::HOSTILE]);
        return $customer;
    }

    /** @return list<string> the modules that the menu Metroport leads to */
    private function pages(): array
    {
        $links = $this->browser->all('#lms-ui-menu-panel a[href*="m=metroport"]');
        return array_map(static fn (Element $link): string => explode('m=', (string) $link->attribute('href'))[1], $links);
    }

    /** Waits until the page's lists have got their rows, or an error. */
    private function loaded(): void
    {
        Waiting::for(fn (): bool => $this->browser->run(
            'var parts = Array.from(document.querySelectorAll("[data-metroport] tbody"));'
                . 'return parts.length > 0 && parts.every(body => body.rows.length > 0 && !body.hasAttribute("aria-busy"))',
        ), 'the list to be loaded');
    }

    /**
     * Opens one dialog of each kind that the page offers, and leaves it again.
     *
     * @param string $typed goes into a field that looks something up
     * @return list<string> which dialogs there were
     */
    private function openDialogs(string $where, string $typed = ''): array
    {
        $asked = [];
        while (true) {
            $name = $this->browser->run(
                'return Array.from(document.querySelectorAll("[data-ask]")).map(e => e.dataset.ask).find(name => !arguments[0].includes(name)) ?? null',
                $asked,
            );
            if ($name === null) {
                return $asked;
            }
            $asked[] = $name;
            // The card may be loaded anew meanwhile, and its buttons with it.
            Waiting::for(function () use ($name): bool {
                $this->browser->see("[data-ask=\"$name\"]")->click();
                return true;
            }, "the button of $name");
            $dialog = $this->browser->see('.ui-dialog');
            foreach ($dialog->all('[data-look-up]') as $field) {
                $field->type($typed);
                Waiting::for(fn (): bool => $dialog->find('[data-place="look-up"]')->text() !== '', 'what is looked up');
            }
            Waiting::for(
                fn (): bool => $this->browser->run('return !Array.from(arguments[0].querySelectorAll("select")).some(e => e.disabled && e.dataset.options)', $dialog),
                'options',
            );
            $this->assertHarmless("$where, $name");
            $dialog->find('.ui-dialog-titlebar-close')->click();
            Dialog::allClosed($this->browser);
        }
    }

    private function assertHarmless(string $where): void
    {
        self::assertNull($this->browser->alertText(), "$where opened a dialog of JavaScript");
        self::assertNull($this->browser->run('return window.xss'), "a script ran on $where");
        self::assertSame(0, $this->browser->run(self::INTRUDERS), "text became elements on $where");
        $rest = str_replace(self::HOSTILE, '', $this->browser->run(self::READABLE));
        // What is left of it when all that is shown exactly is taken away.
        self::assertDoesNotMatchRegularExpression('/.*(xss|&(amp|lt|gt|quot|#0?39);).*/', $rest, $where);
    }
}
