<?php

declare(strict_types=1);

use LMSMetroportPlugin\CardFSecure;
use LMSMetroportPlugin\CardLink;
use LMSMetroportPlugin\CardMetroTv;
use LMSMetroportPlugin\CardPage;
use LMSMetroportPlugin\CardState;
use LMSMetroportPlugin\CsrfToken;
use LMSMetroportPlugin\Liability;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Refusal;
use LMSMetroportPlugin\Rights;
use MetroportFake\Script;

/** The customer's card: what it shows, what it offers to whom, and what it sends to the extension. */
final class CardTest extends ShimTestCase
{
    private static function calls(): array
    {
        return array_column(Script::$calls, 0);
    }

    private static function refusal(callable $work): string
    {
        try {
            $work();
        } catch (Refusal $refusal) {
            return $refusal->reason;
        }
        return '';
    }

    public function testThePageAsksForNothingAndOffersWhatTheUserMay(): void
    {
        self::assertNull(CardPage::of(['id' => '7']), 'no right to read');

        Host::$config['privileges.metroport_readonly'] = '1';
        $page = CardPage::of(['id' => '7']);
        self::assertSame([7, null, null, null, false], [
            $page['customer'], $page['link'], $page['fsecure'], $page['metrotv'], $page['bills'],
        ]);
        self::assertSame([true, true], [$page['shows_fsecure'], $page['shows_metrotv']]);
        self::assertSame(CsrfToken::issue(), $page['read']['token']);

        Host::$config['metroport.show_fsecure_in_customer_tab'] = '0';
        Host::$config['privileges.metroportmetrotvservicesaction'] = '1';
        $page = CardPage::of(['id' => '7']);
        self::assertSame([false, true, null], [$page['shows_fsecure'], $page['shows_metrotv'], $page['fsecure']]);
        self::assertSame('?m=metroportmetrotvservicesaction&api=1', $page['metrotv']['url']);
        self::assertSame([], Script::$calls);
    }

    public function testTheScriptsOfTheCardAreThere(): void
    {
        Host::$config['privileges.metroport_readonly'] = '1';
        foreach (CardPage::of(['id' => '7'])['scripts'] as $script) {
            self::assertMatchesRegularExpression('/f=metroport[a-z-]*\.js&v=2\.0\.0-[1-9]/', $script);
        }
    }

    public function testACustomerWithEverything(): void
    {
        $card = CardState::answer(['customer_id' => '7']);
        self::assertSame([true, true, false, ''], [
            $card['link']['linked'], $card['link']['can_update'], $card['link']['can_match'], $card['link']['problem'],
        ]);
        $service = $card['fsecure']['services'][0];
        self::assertSame(['<b>SAFE</b>', true, 'red'], [$service['product'], $service['is_blocked'], $service['colour']]);
        self::assertSame(['mms@example.com', ''], [$card['fsecure']['email'], $card['fsecure']['refusal']]);

        $account = $card['metrotv']['accounts'][0];
        self::assertSame('90-001 Łódź, Długa 5', $account['address']);
        self::assertSame(['44,90 PLN', '#61', false, true], [
            $account['gross'], $account['network'], $account['removable'], $account['has_base'],
        ]);
        self::assertSame([false, true, false, true], array_column($account['packages'], 'removable'));
        self::assertSame([false, false, false, true], array_column($account['packages'], 'takes_decoder'));
        self::assertSame([false, false, true, false], array_column($account['packages'], 'is_over'));
        self::assertSame(
            ['account_id' => 40001, 'order_id' => 1, 'mac' => '00:1B:00:00:00:01'],
            array_slice($account['packages'][0]['decoders'][0], 0, 3),
        );
        self::assertSame('IPTV-01 (free: 4)', $card['metrotv']['networks'][0]['label']);
    }

    public function testACustomerWhoIsNotInMms(): void
    {
        $card = CardState::answer(['customer_id' => '8']);
        self::assertSame([true, true, false], [
            $card['link']['absent'], $card['link']['can_match'], $card['link']['can_update'],
        ]);
        self::assertSame([['unlinked' => true], ['unlinked' => true]], [$card['fsecure'], $card['metrotv']]);

        // Nothing can be removed of who has nothing, as far as MMS tells.
        self::assertTrue(CardState::answer(['customer_id' => '7'])['link']['can_remove']);
        $none = ['fsecure' => ['data' => ['services' => [], 'products' => []], 'error' => null]];
        Script::$card = $none;
        self::assertTrue(CardState::answer(['customer_id' => '7'])['link']['can_remove']);
        Script::$card = $none + ['metrotv' => ['data' => ['accounts' => [], 'networks' => []], 'error' => null]];
        self::assertFalse(CardState::answer(['customer_id' => '7'])['link']['can_remove']);

        Script::$card = ['customer' => ['problem' => 'customer.no_pesel', 'email' => null]];
        $link = CardState::answer(['customer_id' => '8'])['link'];
        self::assertFalse($link['can_match']);
        self::assertStringContainsString('PESEL', $link['problem']);
    }

    public function testAPartThatFailsLeavesTheOtherAlone(): void
    {
        Script::$card = ['metrotv' => ['data' => null, 'error' => [
            'code' => 'mms.rejected', 'message' => 'English', 'mms_text' => '<b>nie</b>',
        ]]];
        $card = CardState::answer(['customer_id' => '7']);
        self::assertSame(
            ['code' => 'mms.rejected', 'sentence' => 'MMS refused.', 'mms' => '<b>nie</b>'],
            $card['metrotv']['error'],
        );
        self::assertCount(1, $card['fsecure']['services']);
    }

    private const WISH = ['kind' => 'data', 'customer_id' => 7, 'customer_name' => 'X', 'wanted' => 'data', 'since' => 1704072120,
        'by' => 'klerk', 'attempts' => 2, 'next_attempt_at' => null, 'state' => 'refused', 'code' => 'mms.rejected',
        'text' => '<b>zły NIP</b>'];

    public function testDataThatWaitAreSentBeforeMmsIsLookedAt(): void
    {
        $nothing = CardState::answer(['customer_id' => '7'])['link'];
        self::assertSame([['dataOf', 'state'], '', false], [self::calls(), $nothing['wish'], $nothing['can_resend']]);
        self::assertSame(['dataOf', 7], Script::$calls[0]);

        Script::$calls = [];
        Script::$queue = [['customer_id' => 17] + self::WISH, ['state' => 'waiting', 'code' => null, 'text' => null] + self::WISH];
        $waiting = CardState::answer(['customer_id' => '7'])['link'];
        self::assertSame(['dataOf', 'follow', 'dataOf', 'state'], self::calls());
        self::assertSame(['follow', [7], true], Script::$calls[1]);
        self::assertStringContainsString('2024/01/01', $waiting['wish']);
        self::assertSame(['', '', true], [$waiting['wish_why'], $waiting['wish_mms'], $waiting['can_resend']]);
    }

    public function testARefusalIsShownAndNotRepeatedByItself(): void
    {
        Script::$queue = [self::WISH];
        $link = CardState::answer(['customer_id' => '7'])['link'];
        self::assertSame(['dataOf', 'state'], self::calls());
        self::assertStringContainsString('refused', $link['wish']);
        self::assertSame(['MMS refused.', '<b>zły NIP</b>'], [$link['wish_why'], $link['wish_mms']]);
    }

    public function testSendingAgainTellsMmsWords(): void
    {
        $line = ['kind' => 'data', 'customer_id' => 7, 'outcome' => 'refused', 'code' => 'mms.rejected', 'message' => '<b>nie</b>'];
        $resend = static fn (): array => CardLink::answer(['action' => 'resend', 'customer_id' => '7']);

        Script::$run = ['lines' => [['outcome' => 'done', 'code' => null, 'message' => null] + $line]];
        self::assertSame(['notice' => 'Done: MMS has confirmed it.'], $resend());
        self::assertSame([['retry', 'data', 7]], Script::$calls);
        Script::$run = [];
        self::assertStringContainsString('nothing left', $resend()['notice']);

        Script::$run = ['lines' => [$line]];
        try {
            $resend();
            self::fail('a refusal was told as done');
        } catch (Refusal $refusal) {
            self::assertSame(['mms.rejected', '<b>nie</b>'], [$refusal->reason, $refusal->mmsText]);
        }
        Script::$run = ['stopped' => ['code' => 'queue.busy', 'message' => '']];
        self::assertSame('queue.busy', self::refusal($resend));
    }

    public function testALicenceNeedsAnAddressInMms(): void
    {
        Script::$card = ['user' => ['data' => ['known' => true, 'email' => null], 'error' => null]];
        self::assertStringContainsString('LMS has one', CardState::answer(['customer_id' => '7'])['fsecure']['refusal']);

        Script::$card['customer'] = ['problem' => null, 'email' => null, 'street' => '', 'house' => '', 'flat' => '',
            'zip' => '', 'city' => ''];
        self::assertStringContainsString('Enter one', CardState::answer(['customer_id' => '7'])['fsecure']['refusal']);
    }

    public function testWhatEachOutcomeOfTheLinkSays(): void
    {
        self::assertSame('The customer was added to MMS under #1008.', CardLink::answer(
            ['action' => 'match', 'customer_id' => '8'],
        )['notice']);
        self::assertSame('Changed in MMS: e-mail, house number.', CardLink::answer(
            ['action' => 'update', 'customer_id' => '7'],
        )['notice']);
        self::assertStringContainsString('nothing was sent', CardLink::changes([]));
        CardLink::answer(['action' => 'link', 'customer_id' => '8', 'mms_id' => '1009']);
        self::assertContains(['link', 8, 1009], Script::$calls);

        $user = ['mms_id' => 5, 'lastname' => '<b>', 'name' => 'Jan', 'zip' => '', 'city' => 'Łódź', 'street' => '',
            'house' => '5', 'flat' => '6', 'taken' => true, 'customer_id' => null, 'customer_name' => null];
        $candidates = CardLink::matched(['outcome' => 'choose', 'mms_id' => null, 'candidates' => [
            $user,
            ['customer_id' => 9, 'customer_name' => 'ŻAK'] + $user,
            ['taken' => false] + $user,
        ]])['candidates'];
        self::assertSame([false, false, true], array_column($candidates, 'free'));
        self::assertSame(
            ['linked to another customer', 'linked to ŻAK (#9)', ''],
            array_column($candidates, 'taken'),
        );
        self::assertSame('Łódź, 5/6', $candidates[0]['address']);
    }

    public function testEveryChangeOfAnExistingThingIsCheckedToBeTheCustomers(): void
    {
        foreach (['change', 'block', 'unblock', 'remove'] as $action) {
            Script::$calls = [];
            CardFSecure::answer(['action' => $action, 'customer_id' => '7', 'service_id' => '20001', 'product_id' => '51',
                'license_size' => '3']);
            self::assertSame(['service', $action], self::calls());
        }
        foreach (['remove_account' => 'removeAccount', 'block' => 'blockAccount', 'unblock' => 'unblockAccount',
            'remove_package' => 'removePackage', 'return_decoder' => 'returnDecoder'] as $action => $method) {
            Script::$calls = [];
            CardMetroTv::answer(['action' => $action, 'customer_id' => '7', 'account_id' => '40001', 'order_id' => '1',
                'mac' => '00:1B:00:00:00:01']);
            self::assertSame(['account', $method], self::calls());
            self::assertSame(['account', 7, 40001], Script::$calls[0]);
        }
    }

    public function testWhatIsTypedIsSentAsTheExtensionTakesIt(): void
    {
        CardMetroTv::answer(['action' => 'issue_package', 'customer_id' => '7', 'account_id' => '40001',
            'package_id' => '310', 'price' => " 1 039,50\u{a0}"]);
        self::assertSame(['issuePackage', 7, 40001, 310, '1039.50'], Script::$calls[0]);

        CardMetroTv::answer(['action' => 'add_account', 'customer_id' => '7', 'network_id' => '61', 'street' => ' Długa ',
            'house' => '5', 'zip' => ['x'], 'city' => "Łódź\xff"]);
        self::assertSame(
            ['street' => 'Długa', 'house' => '5', 'flat' => '', 'zip' => '', 'city' => 'Łódź?'],
            Script::$calls[1][3],
        );
        self::assertSame('request.action', self::refusal(static fn () => CardMetroTv::answer(['action' => ['a']])));
        self::assertSame('request.action', self::refusal(static fn () => CardFSecure::answer([])));
        self::assertSame('request.action', self::refusal(static fn () => CardLink::answer(['action' => 'state'])));
    }

    public function testTheOfferIsForPeople(): void
    {
        $offer = CardMetroTv::answer(['action' => 'offer', 'customer_id' => '7', 'account_id' => '40001']);
        self::assertSame('Podstawowy — 29,90 PLN', $offer['base'][0]['label']);
        self::assertSame(['29,90', 'opis Sold until 2027/01/31.'], [$offer['base'][0]['price'], $offer['base'][0]['description']]);
        self::assertSame(['Podstawowy', ''], [$offer['extras'][0]['label'], $offer['extras'][0]['price']]);
        self::assertSame('00:1B:00:00:00:01, S1', $offer['decoders'][0]['label']);
    }

    private const LICENCE = ['action' => 'add', 'customer_id' => '7', 'product_id' => '51', 'license_size' => '3'];
    private const LIABILITY = self::LICENCE + ['liability' => '1', 'tariff_id' => '5', 'from' => '2026-11-22', 'to' => '',
        'day' => '15'];

    public function testALiabilityComesAfterTheLicence(): void
    {
        Host::$config['privileges.finances_management'] = '1';
        self::assertSame(['notice' => 'MMS has issued the licence.'], CardFSecure::answer(self::LICENCE));
        self::assertSame([], Host::$assignments);

        $answer = CardFSecure::answer(self::LIABILITY);
        self::assertStringContainsString('the liability was added', $answer['notice']);
        $made = Host::$assignments[0];
        self::assertSame([7, 5, MONTHLY, 15, DOC_INVOICE, 0], [
            $made['customerid'], $made['tariffid'], $made['period'], $made['at'], $made['invoice'], $made['dateto'],
        ]);
        self::assertSame('2026-11-22 00:00:00', date('Y-m-d H:i:s', $made['datefrom']));

        CardFSecure::answer(['to' => '2026-12-31'] + self::LIABILITY);
        self::assertSame('2026-12-31 23:59:59', date('Y-m-d H:i:s', Host::$assignments[1]['dateto']));
    }

    public function testALiabilityThatFailedIsTold(): void
    {
        Host::$config['privileges.finances_management'] = '1';
        foreach ([[null], [], false, new RuntimeException('PESEL 44051401359')] as $failure) {
            Host::$assignment = $failure;
            $answer = CardFSecure::answer(self::LIABILITY);
            self::assertTrue($answer['warning']);
            self::assertStringContainsString('by hand', $answer['notice']);
        }
    }

    public function testAWrongLiabilityStopsEverythingBeforeMmsIsAsked(): void
    {
        self::assertSame('request.right', self::refusal(static fn () => CardFSecure::answer(self::LIABILITY)));
        Host::$config['privileges.finances_management'] = '1';
        foreach ([
            ['tariff_id' => '6'], ['tariff_id' => ''], ['from' => ''], ['from' => '2026-02-30'], ['to' => '2026-11-21'],
            ['day' => '29'], ['day' => '-1'], ['day' => ''], ['from' => '22.11.2026'],
        ] as $wrong) {
            self::assertStringStartsWith(
                'liability.',
                self::refusal(static fn () => CardFSecure::answer($wrong + self::LIABILITY)),
                json_encode($wrong),
            );
        }
        foreach (['0', '-3', 'x', '1001'] as $size) {
            self::assertSame('service.product', self::refusal(
                static fn () => CardFSecure::answer(['license_size' => $size] + self::LICENCE),
            ));
        }
        self::assertSame([], Script::$calls);
        self::assertSame([], Host::$assignments);
    }

    public function testOnlyTariffsThatAreSoldAreOffered(): void
    {
        Host::$config['privileges.finances_management'] = '1';
        self::assertSame([['value' => '5', 'label' => 'F-Secure <b> — 9,99 PLN']], Liability::tariffs());
    }

    public function testEachModuleAsksForItsOwnRight(): void
    {
        $modules = [
            'metroportcustomer_ajax' => Rights::READ,
            'metroportcustomerupdate_ajax' => Rights::CUSTOMER_UPDATE,
            'metroportfsecureservicesaction' => Rights::FSECURE_ACTIONS,
            'metroportmetrotvservicesaction' => Rights::METROTV_ACTIONS,
        ];
        foreach ($modules as $name => $right) {
            self::assertMatchesRegularExpression(
                '/new Module\(\'' . $name . '\', Rights::' . array_search($right, (new ReflectionClass(Rights::class))->getConstants(), true) . '\)/',
                (string) file_get_contents(self::SHIM . "/modules/$name.php"),
            );
            Host::$config = array_filter(Host::$config, static fn (string $key): bool => !str_starts_with($key, 'privileges.'), ARRAY_FILTER_USE_KEY);
            foreach ($modules as $other) {
                Host::$config["privileges.$other"] = $other === $right ? '' : '1';
            }
            $_POST['token'] = CsrfToken::issue();
            [$status] = (new Module($name, $right))->reply(static fn (): array => throw new LogicException('ran'));
            self::assertSame(403, $status);
        }
    }
}
