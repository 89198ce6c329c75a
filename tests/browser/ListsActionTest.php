<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** What a clerk changes from the lists: links with LMS, the warehouse. */
final class ListsActionTest extends BrowserTestCase
{
    private const LINK = 'Powiąż z klientem LMS';
    private const UNLINK = 'Usuń powiązanie';
    private const FORGET = 'Odrzuć powiązanie';
    private const ADD = 'Dodaj dekoder do magazynu';
    private const DELETE = 'Usuń z magazynu';

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testACustomerIsLinkedAndUnlinkedByHand(string $database): void
    {
        $this->start($database);
        $customer = $this->someone();
        $mms = self::mmsId($customer);
        $list = $this->list('metroportclientlist')->search((string) $mms);

        $dialog = $list->ask('metroport-link', self::LINK);
        self::assertSame('customer_id', $dialog->wrongField(), 'without a number nothing is sent');
        $dialog->fill(['customer_id' => '999999']);
        self::assertStringContainsString('Nie ma takiego klienta w LMS', $dialog->refused());
        $dialog->fill(['customer_id' => (string) $customer]);
        Waiting::for(fn (): bool => $dialog->find('[data-place=look-up]')->text() === $this->nameOf($customer), 'his name');
        $this->browser->press(WebDriver::ENTER);
        Dialog::allClosed($this->browser);
        self::assertStringContainsString("{$this->nameOf($customer)} (#$customer)", $list->loaded()->texts()[0]);
        self::assertSame([[$customer, $mms]], $this->links($mms));

        $list->ask('metroport-unlink', self::UNLINK)->submit();
        self::assertStringContainsString('brak powiązania', $list->loaded()->texts()[0]);
        self::assertSame([], $this->links($mms));
        self::assertSame(0, $this->mms->counters()['changing']);
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testEscapeGivesUpAndTheFocusGoesBack(string $database): void
    {
        $this->start($database);
        $customer = $this->someone();
        $list = $this->list('metroportclientlist')->search((string) self::mmsId($customer));
        $list->ask('metroport-link', self::LINK);
        $this->browser->press(WebDriver::ESCAPE);
        Dialog::allClosed($this->browser);
        self::assertSame('metroport-link', $this->focused());

        // Also while the dialog still waits for what it offers.
        $list = $this->list('metroportmetrotvstblist');
        $this->mms->control('latency', ['ms' => 500]);
        try {
            $list->ask('metroport-add', self::ADD);
            $this->browser->press(WebDriver::ESCAPE);
            Dialog::allClosed($this->browser);
            self::assertSame('metroport-add', $this->focused());
        } finally {
            $this->mms->control('latency', ['ms' => 0]);
        }

        // And after a refusal.
        $taken = strtoupper($this->mms->world()['stbs'][0]['mac']);
        $dialog = $list->ask('metroport-add', self::ADD);
        $dialog->fill(['model' => array_key_first($dialog->options('model')), 'mac' => $taken, 'serial' => 'SN1'])->refused();
        $this->browser->press(WebDriver::ESCAPE);
        Dialog::allClosed($this->browser);
        self::assertSame(0, $this->mms->counters()['changing']);
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testADecoderIsAddedOnceAndDeleted(string $database): void
    {
        $this->start($database);
        $list = $this->list('metroportmetrotvstblist');
        $dialog = $list->ask('metroport-add', self::ADD);
        $models = $dialog->options('model');
        self::assertSame(array_column($this->mms->world()['models'], 'name'), array_keys($models));
        $model = array_key_first($models);

        foreach (['00-1A-79-AB-CD', '00-1A-79-AB-CD-EG', '001A79ABCDEF00', 'zażółć'] as $wrong) {
            $dialog->fill(['model' => $model, 'mac' => $wrong, 'serial' => 'SN1']);
            self::assertSame('mac', $dialog->wrongField(), $wrong);
        }
        $dialog->fill(['mac' => '001a79abcdef', 'serial' => '<b>1</b>']);
        self::assertSame('serial', $dialog->wrongField());
        self::assertSame('00:1A:79:AB:CD:EF', $dialog->field('mac')->property('value'), 'written as a MAC is written');
        self::assertSame(0, $this->mms->calls('POST /Iptv/Stbs'));

        $dialog->fill(['mac' => '00-1a-79.ab cd:ef', 'serial' => ' SN 12 34 ']);
        $dialog->button()->doubleClick();
        Dialog::allClosed($this->browser);
        self::assertSame(1, $this->mms->counters()['changing'], 'a double click adds once');
        $list->search('001A79ABCDEF');
        self::assertStringContainsString('00:1A:79:AB:CD:EF SN1234', $list->texts()[0]);
        self::assertStringContainsString('w magazynie', $list->texts()[0]);

        $dialog = $list->ask('metroport-delete', self::DELETE);
        self::assertStringContainsString('00:1A:79:AB:CD:EF', $dialog->text());
        $dialog->submit();
        Waiting::for(fn (): bool => $list->column('[data-text=state]') === ['usunięte'], 'MMS to show it as deleted');
        self::assertSame([], $this->browser->all('[data-ask=metroport-delete]'), 'what is deleted cannot be deleted again');
        self::assertSame(2, $this->mms->counters()['changing']);
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testARefusalOfMmsIsShownAsText(string $database): void
    {
        $this->start($database);
        $list = $this->list('metroportmetrotvstblist');
        $dialog = $list->ask('metroport-add', self::ADD);
        $dialog->fill(['model' => array_key_first($dialog->options('model')), 'mac' => '00:1A:79:00:00:99', 'serial' => 'SN99']);
        $evil = '<img src=x onerror="window.hacked=1"> "Żółć" & <b>nie</b>';
        $this->mms->control('faults', ['method' => 'POST', 'path' => '/Iptv/*', 'fault' => [
            'kind' => 'status', 'status' => 422, 'when' => 'before', 'body' => json_encode(['error' => $evil]),
        ]]);
        $said = $dialog->refused();
        self::assertStringContainsString('MMS odmówił', $said);
        self::assertStringContainsString($evil, $said);
        self::assertNull($this->browser->run('return window.hacked ?? null'));
        self::assertSame('SN99', $dialog->field('serial')->property('value'), 'what was typed is still there');

        $this->mms->control('faults', method: 'DELETE');
        $dialog->submit();
        self::assertSame(1, $this->mms->counters()['changing']);
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testLinksThatAnUpgradeSetAsideAreSettled(string $database): void
    {
        $this->start($database);
        $this->list('metroportclientlist');
        self::assertFalse($this->browser->all('[data-rows=conflicts]')[0]->isShown(), 'nothing is said when there is nothing');

        [$first, $second] = [$this->linkedCustomer(), $this->someone()];
        $mms = self::mmsId($first);
        $other = self::mmsId($second);
        $this->panel->sql()->exec("INSERT INTO metroport_link_conflicts VALUES (901, $mms, $second, 0, 0, 0, 0, 'metroport_user_id', 0), "
            . "(902, $other, $first, 0, 0, 0, 0, 'lms_user_id', 0)");
        $list = $this->list('metroportclientlist');
        $rows = $this->conflicts(3);
        self::assertSame("{$this->nameOf($first)} (#$first) $mms obecne", $rows[0]);
        self::assertSame("{$this->nameOf($second)} (#$second) $mms odłożone", $rows[1]);
        self::assertSame("{$this->nameOf($first)} (#$first) $other odłożone", $rows[2]);
        self::assertSame([], $this->browser->all('[data-rows=conflicts] [data-ask=metroport-link]'), 'the other link is in the way');

        $this->browser->see('[data-rows=conflicts] [data-ask=metroport-unlink]')->click();
        Dialog::seen($this->browser, self::UNLINK)->submit();
        $this->conflicts(2);
        $this->browser->see('[data-rows=conflicts] [data-ask=metroport-link]')->click();
        $dialog = Dialog::seen($this->browser, self::LINK);
        Waiting::for(fn (): bool => $dialog->find('[data-place=look-up]')->text() === $this->nameOf($second), 'his name');
        $dialog->submit();
        self::assertSame([[$second, $mms]], $this->links($mms));

        $this->conflicts(1);
        $this->browser->see('[data-rows=conflicts] [data-ask=metroport-forget]')->click();
        Dialog::seen($this->browser, self::FORGET)->submit();
        Waiting::for(fn (): bool => !$this->browser->all('[data-rows=conflicts]')[0]->isShown(), 'the box to go');
        self::assertSame(0, (int) $this->panel->sql()->query('SELECT COUNT(*) FROM metroport_link_conflicts')->fetchColumn());
        $list->loaded()->search((string) $mms);
        self::assertStringContainsString("(#$second)", $list->texts()[0], 'the list shows it too');
        self::assertSame(0, $this->mms->counters()['changing']);
    }

    private function list(string $module): ListPage
    {
        return ListPage::open($this->browser, $this->panel->url(), $module);
    }

    /** @return list<string> the box's rows, once there are so many */
    private function conflicts(int $count): array
    {
        return Waiting::for(function () use ($count): ?array {
            $rows = $this->browser->all('[data-rows=conflicts] tbody tr.highlight');
            return count($rows) === $count ? array_map(static fn (Element $row): string => $row->text(), $rows) : null;
        }, "$count conflicts");
    }

    /** Which dialog the button with the focus opens. */
    private function focused(): ?string
    {
        return $this->browser->run('return document.activeElement.dataset.ask ?? null');
    }

    /** @return list<array{int, int}> customers of LMS linked to the MMS user */
    private function links(int $mms): array
    {
        $links = $this->panel->sql()->query("SELECT lms_user_id, metroport_user_id FROM metroport_customers WHERE metroport_user_id = $mms");
        return array_map(static fn (array $row): array => array_map('intval', $row), $links->fetchAll(PDO::FETCH_NUM));
    }

    /** As LMS writes it. */
    private function nameOf(int $customer): string
    {
        [$lastname, $name] = $this->panel->sql()->query("SELECT lastname, name FROM customers WHERE id = $customer")->fetch(PDO::FETCH_NUM);
        return trim("$lastname $name");
    }
}
