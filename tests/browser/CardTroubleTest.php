<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** What goes wrong between a clerk and MMS. */
final class CardTroubleTest extends CardTestCase
{
    private const ADD_SERVICE = 'Dodaj usługę F-Secure';
    private const ADD_ACCOUNT = 'Dodaj konto MetroTV';
    private const ADDRESS = ['street' => '', 'house' => '7', 'zip' => '05-500', 'city' => 'Wólka Mała'];

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testARefusalIsShownInTheWordsOfMms(string $database): void
    {
        $this->start($database);
        $card = $this->card($this->linkedCustomer());
        $add = $card->ask('fsecure', self::ADD_SERVICE)->fill(['product_id' => '51']);
        $this->mms->control('faults', [
            'method' => 'POST', 'path' => '/services/security', 'count' => 1,
            'fault' => ['kind' => 'status', 'status' => 409, 'when' => 'before', 'body' => '{"message":"Limit <b>licencji</b> & \"umowa\" wygasła"}'],
        ]);
        self::assertSame('MMS odmówił. Odpowiedź MMS: Limit <b>licencji</b> & "umowa" wygasła', $add->refused());
        self::assertSame('51', $add->field('product_id')->property('value'), 'what was typed is gone');

        // The dialog is still good.
        $card->do($add);
        self::assertCount(1, $card->rows('fsecure'));
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testMmsIsDownWhenTheCardIsOpened(string $database): void
    {
        $this->start($database);
        $customer = $this->linkedCustomer();
        $this->outage();
        $card = $this->card($customer);
        foreach (['link', 'fsecure', 'metrotv'] as $box) {
            self::assertStringContainsString('MMS chwilowo nie działa. Spróbuj ponownie później; jeśli to nie pomoże, zapytaj Metroport.', $card->text($box));
        }
        self::assertSame([], $this->browser->all('[data-card="metrotv-buttons"] [data-ask]'), 'what cannot work is offered');

        $this->mms->control('faults', method: 'DELETE');
        $card->part('metrotv')->find('button')->click();
        $card->loaded();
        self::assertSame('Klient nie ma kont MetroTV.', $card->text('metrotv'));
        self::assertSame('Klient nie ma usług F-Secure.', $card->text('fsecure'));
        self::assertSame('klient w MMS: #' . self::mmsId($customer), $card->text('link'));
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testMmsGoesDownWhileADialogIsOpen(string $database): void
    {
        $this->start($database);
        $card = $this->card($this->linkedCustomer());
        $add = $this->newAccount($card);
        $this->outage();
        self::assertSame('MMS chwilowo nie działa. Spróbuj ponownie później; jeśli to nie pomoże, zapytaj Metroport.', $add->refused());
        self::assertSame('Wólka Mała', $add->field('city')->property('value'));
        $this->mms->control('faults', method: 'DELETE');
        $card->do($add);

        self::assertCount(1, $card->rows('metrotv'));
        self::assertSame(1, $this->accounts());
    }

    /**
     * The answer was lost, not the request: what is done already is found, and not done again.
     *
     * @dataProvider databases
     */
    #[DataProvider('databases')]
    public function testALostAnswerDoesNothingTwice(string $database): void
    {
        $this->start($database);
        $card = $this->card($this->linkedCustomer());
        $add = $this->newAccount($card);
        $this->mms->control('faults', ['method' => 'POST', 'path' => '/Iptv/Accounts', 'count' => 1, 'fault' => ['kind' => 'cut', 'at' => 'after']]);
        $card->do($add);

        self::assertCount(1, $card->rows('metrotv'));
        self::assertSame(1, $this->accounts());
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testADoubleClickSendsOnce(string $database): void
    {
        $this->start($database);
        $card = $this->card($this->linkedCustomer());
        foreach ([0, 150] as $latency) {
            $this->mms->control('latency', ['ms' => $latency]);
            $this->mms->control('reset-counters', []);
            $add = $card->ask('fsecure', self::ADD_SERVICE)->fill(['product_id' => '51']);
            $add->button()->doubleClick();
            $this->done($card);
            self::assertSame(1, $this->mms->calls('POST /services/security'), "with a latency of $latency ms");

            $account = $this->newAccount($card);
            $account->field('city')->click();
            $this->browser->press(WebDriver::ENTER, WebDriver::ENTER);
            $this->done($card);
            self::assertSame(1, $this->mms->calls('POST /Iptv/Accounts'), "with a latency of $latency ms");
        }
        self::assertCount(2, $card->rows('metrotv'));
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testASecondTabActsOnWhatIsGone(string $database): void
    {
        $this->start($database);
        $customer = $this->linkedCustomer();
        $mms = self::mmsId($customer);
        $card = $this->card($customer);
        $card->do($card->ask('fsecure', self::ADD_SERVICE)->fill(['product_id' => '51']));
        $card->do($this->newAccount($card));
        $card->do($this->issueBase($card));
        $issue = $card->askFor('metrotv', 'podstawowy', 'Wydaj dekoder');
        $card->do($issue->fill(['mac' => (string) array_key_first($issue->options('mac'))]));

        $late = $this->browser->window();
        $this->browser->openTab();
        $card = $this->card($customer);
        $early = $this->browser->window();
        // A row, what the first tab does with it, what the second one tries then, what it is told, and how many rows it sees
        // after that: an ended base package goes on being shown until the account is removed.
        foreach ([
            ['fsecure', 'aktywna', 'Usuń', 'Zawieś', 'Ten klient nie ma (już) takiej usługi F-Secure.', 0],
            ['metrotv', 'dekoder', 'Zwróć dekoder do magazynu', 'Zwróć dekoder do magazynu', null, 2],
            ['metrotv', 'podstawowy', 'Usuń pakiet', 'Wydaj dekoder', 'Do tego pakietu nie można wydać dekodera', 2],
            ['metrotv', 'konto', 'Usuń konto', 'Zablokuj', 'Ten klient nie ma (już) takiego konta MetroTV.', 0],
        ] as [$box, $row, $first, $then, $told, $left]) {
            $this->browser->switchTo($late);
            $this->reload($card);
            $dialog = $card->askFor($box, $row, $then);
            if ($then === 'Wydaj dekoder') {
                $dialog->fill(['mac' => (string) array_key_first($dialog->options('mac'))]);
            }
            $this->browser->switchTo($early);
            $this->reload($card);
            $card->do($card->askFor($box, $row, $first));
            $this->browser->switchTo($late);
            if ($told === null) {
                // It is as the clerk wants it: no reason to complain.
                $card->do($dialog);
            } else {
                self::assertStringStartsWith($told, $dialog->refused());
                $dialog->cancel();
                $card->loaded();
            }
            self::assertCount($left, $card->rows($box), "after \"$then\"");
        }
        self::assertSame(0, $this->mms->calls('PUT /services/security/{id}/block') + $this->mms->calls('PUT /Iptv/Accounts/{id}/blockAccount'));
        self::assertSame([], array_filter($this->mms->world()['accounts'], static fn (array $account): bool => $account['userid'] === $mms));
    }

    /** Everything fails as long as no one says otherwise. */
    private function outage(): void
    {
        $this->mms->control('faults', ['fault' => ['kind' => 'status', 'status' => 503, 'when' => 'before']]);
    }

    private function newAccount(Card $card): Dialog
    {
        $add = $card->ask('metrotv', self::ADD_ACCOUNT);
        return $add->fill(['network_id' => (string) array_key_first($add->options('network_id'))] + self::ADDRESS);
    }

    private function issueBase(Card $card): Dialog
    {
        $base = $card->askFor('metrotv', 'konto', 'Wydaj pakiet podstawowy');
        $base->options('package_id');
        return $base->fill(['package_id' => '311']);
    }

    private function done(Card $card): void
    {
        Dialog::allClosed($this->browser);
        $card->loaded();
    }

    private function reload(Card $card): void
    {
        $this->browser->reload();
        $card->loaded();
    }

    /** How many accounts MMS was made to add. */
    private function accounts(): int
    {
        return count(array_filter($this->mms->control('log'), static fn (array $entry): bool => $entry['method'] === 'POST'
            && $entry['path'] === '/Iptv/Accounts' && $entry['effects'] > 0));
    }
}
