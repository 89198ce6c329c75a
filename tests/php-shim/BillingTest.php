<?php

declare(strict_types=1);

use LMSMetroportPlugin\BillingAction;
use LMSMetroportPlugin\CardFSecure;
use LMSMetroportPlugin\CardMetroTv;
use LMSMetroportPlugin\Handler\PaymentsHandler;
use LMSMetroportPlugin\Lists\Tariffs;
use LMSMetroportPlugin\Refusal;
use LMSMetroportPlugin\SuspendedBilling;
use MetroportFake\Script;

/** Tariffs of services, liabilities of new ones, and what is not billed while it is locked. */
final class BillingTest extends ShimTestCase
{
    private const PACKAGE = ['action' => 'issue_package', 'customer_id' => '7', 'account_id' => '40001', 'package_id' => '310',
        'price' => '49,90'];
    private const LIABILITY = ['liability' => '1', 'tariff_id' => '5', 'from' => '2026-11-22', 'to' => '', 'day' => '15'];

    private static function refusal(callable $work): string
    {
        try {
            $work();
        } catch (Refusal $refusal) {
            return $refusal->reason;
        }
        return '';
    }

    public function testALiabilityIsRecordedWithItsService(): void
    {
        Host::$config['privileges.finances_management'] = '1';
        self::assertSame([], CardMetroTv::answer(self::PACKAGE));
        self::assertSame([], Host::$assignments);

        $answer = CardMetroTv::answer(self::PACKAGE + self::LIABILITY);
        self::assertStringContainsString('the liability was added', $answer['notice']);
        self::assertSame([7, 5, 15], [Host::$assignments[0]['customerid'], Host::$assignments[0]['tariffid'], Host::$assignments[0]['at']]);
        self::assertSame(['record', 'metrotv', 700001, 7, 39], end(Script::$calls));

        CardFSecure::answer(['action' => 'add', 'customer_id' => '7', 'product_id' => '51', 'license_size' => '3'] + self::LIABILITY);
        self::assertSame(['record', 'fsecure', 20001, 7, 39], end(Script::$calls));
    }

    public function testALiabilityThatIsWrongOrFailsNeverHidesThePackage(): void
    {
        self::assertSame('request.right', self::refusal(static fn () => CardMetroTv::answer(self::PACKAGE + self::LIABILITY)));
        Host::$config['privileges.finances_management'] = '1';
        $wrong = ['day' => '30'] + self::PACKAGE + self::LIABILITY;
        self::assertSame('liability.dates', self::refusal(static fn () => CardMetroTv::answer($wrong)));
        self::assertNotContains('issuePackage', array_column(Script::$calls, 0));

        foreach ([[null], [], false, new RuntimeException('PESEL 44051401359')] as $failure) {
            Host::$assignment = $failure;
            $answer = CardMetroTv::answer(self::PACKAGE + self::LIABILITY);
            self::assertTrue($answer['warning']);
            self::assertStringContainsString('by hand', $answer['notice']);
        }
        self::assertNotContains('record', array_column(Script::$calls, 0));
    }

    public function testTheTariffOfWhatIsChosenIsProposed(): void
    {
        Host::$config['privileges.finances_management'] = '1';
        $asked = ['action' => 'tariffs', 'customer_id' => '7', 'item_id' => '310', 'price' => '49,90'];
        self::assertSame('5', CardMetroTv::answer($asked)['proposed']);
        self::assertSame(['tariffOf', 'metrotv', 310, '49.90'], end(Script::$calls));
        self::assertSame('5', CardFSecure::answer(['price' => 'x'] + $asked)['proposed']);
        self::assertSame(['tariffOf', 'fsecure', 310, null], end(Script::$calls));
        Script::$calls = [];
        self::assertSame('', CardFSecure::answer(['item_id' => ''] + $asked)['proposed']);
        self::assertSame([], Script::$calls);
    }

    public function testTiesAreMadeAndTakenAway(): void
    {
        $fields = ['service' => 'metrotv', 'item_id' => '310', 'tariff_id' => '5'];
        BillingAction::answer(['action' => 'tie'] + $fields);
        BillingAction::answer(['action' => 'untie'] + $fields);
        self::assertSame('Tied: 2.', BillingAction::answer(['action' => 'tie_suggested'])['notice']);
        self::assertSame([['tie', 'metrotv', 310, 5], ['untie', 'metrotv', 310, 5], ['tieSuggested']], Script::$calls);
        $gone = ['action' => 'untie', 'tariff_id' => '6'] + $fields;
        self::assertSame('tie.gone', self::refusal(static fn () => BillingAction::answer($gone)));
        Script::$calls = [];
        foreach (['4,5', ''] as $cost) {
            BillingAction::answer(['action' => 'cost', 'service' => 'fsecure', 'item_id' => '51', 'cost' => $cost]);
        }
        self::assertSame([['tellCost', 'fsecure', 51, '4.5'], ['tellCost', 'fsecure', 51, null]], Script::$calls);
        foreach (['tie', 'untie', 'cost'] as $action) {
            $wrong = ['action' => $action, 'service' => 'internet'] + $fields;
            self::assertSame('tie.item', self::refusal(static fn () => BillingAction::answer($wrong)));
        }
        self::assertSame('request.action', self::refusal(static fn () => BillingAction::answer(['action' => ''])));
    }

    public function testTheListSaysWhatToLookAt(): void
    {
        $rows = (new Tariffs())->answer([])['rows'];
        self::assertSame(
            [['<b>TV</b> — 45,00 PLN', '', 'another price'], ['', '<b>TV</b> — 45,00 PLN', ''],
                ['<b>TV</b> — 49,90 PLN', '', 'not sold any more, the tariff is not valid today']],
            array_map(static fn (array $row): array => [$row['tariff'], $row['suggestion'], $row['state']], $rows),
        );
        self::assertSame([5, 5, 5], array_column($rows, 'tariff_id'));
        $file = (new Tariffs())->answer(['csv' => '1'])['text'];
        self::assertStringContainsString('"49,90"', $file);
        self::assertSame(4, substr_count($file, "\n"));
    }

    /** @return iterable<string, array{bool, array<string, mixed>}> */
    public static function rows(): iterable
    {
        yield 'tariff of television, television locked' => [true, ['tariffid' => '5', 'customerid' => '1']];
        yield 'somebody else' => [false, ['tariffid' => '5', 'customerid' => '2']];
        yield 'another tariff' => [false, ['tariffid' => '9', 'customerid' => '1']];
        yield 'a single position' => [false, ['tariffid' => '5', 'customerid' => '1', 'period' => '0']];
        yield 'tariff of both, one locked' => [false, ['tariffid' => '6', 'customerid' => '1']];
        yield 'tariff of both, both locked' => [true, ['tariffid' => '6', 'customerid' => '3']];
        yield 'recorded with what runs, whatever the tariff' => [false, ['tariffid' => '5', 'customerid' => '2', 'assignmentid' => '71']];
        yield 'recorded with television, no tariff' => [true, ['tariffid' => null, 'customerid' => '1', 'assignmentid' => '71']];
        yield 'recorded with what MMS shows blocked' => [true, ['tariffid' => null, 'customerid' => '2', 'assignmentid' => '72']];
        yield 'recorded with two, one of them blocked' => [false, ['tariffid' => null, 'customerid' => '2', 'assignmentid' => '73']];
        yield 'billed by hand all the same' => [false, ['tariffid' => '5', 'customerid' => '4']];
        yield 'billed by hand, though MMS shows it blocked' => [false, ['tariffid' => null, 'customerid' => '4', 'assignmentid' => '72']];
        yield 'no keys at all' => [false, []];
    }

    /** @dataProvider rows */
    #[PHPUnit\Framework\Attributes\DataProvider('rows')]
    public function testALockedServiceIsNotBilled(bool $suspended, array $row): void
    {
        $television = ['service' => 'metrotv', 'blocked' => false];
        $blocked = ['service' => 'metrotv', 'blocked' => true];
        $rules = static fn (string ...$services): SuspendedBilling => new SuspendedBilling(
            $services,
            ['metrotv' => [1 => true, 3 => true, 4 => false], 'fsecure' => [3 => true]],
            [71 => [$television], 72 => [$blocked], 73 => [$blocked, $television]],
            [5 => ['metrotv'], 6 => ['metrotv', 'fsecure']],
        );
        $row += $row === [] ? [] : ['id' => '1', 'assignmentid' => '1', 'period' => '3', 'suspended' => '0', 'price' => '49.90'];
        $other = ['id' => '2', 'tariffid' => '9'];
        $marked = $rules('metrotv', 'fsecure')->mark(['a' => $row, 'b' => $other]);
        self::assertSame(['a', 'b'], array_keys($marked));
        self::assertSame($other, $marked['b']);
        self::assertEquals(($suspended ? ['suspended' => 1] : []) + $row, $marked['a']);
        self::assertSame([$row], $rules('fsecure')->mark([$row]), 'switched off for television');
    }

    public function testLmsGetsItsRowsBackWhateverHappens(): void
    {
        $rows = [['id' => '1', 'tariffid' => '5', 'customerid' => '1', 'period' => '3', 'suspended' => '0']];
        $data = ['assignments' => $rows, 'date' => '2026/11/25'];
        $GLOBALS['quiet'] = true;
        foreach ([[], null] as $nothing) {
            self::assertSame($nothing, (new PaymentsHandler())->suspend(['assignments' => $nothing] + $data)['assignments']);
        }
        Host::$config['metroport.metrotv_suspend_billing'] = '1';
        Host::$schema = '2026112203';
        self::assertSame($data, (new PaymentsHandler())->suspend($data), 'tables of an older version');
        Host::$schema = LMSMetroportPlugin::PLUGIN_DB_VERSION;
        self::assertSame($data, (new PaymentsHandler())->suspend($data), 'nothing is locked');
        Host::$rows['metroport_customers'] = [['lms_user_id' => '1', 'metrotv_suspend' => '1',
            'metrotv_suspend_billing' => '1', 'metro_fsecure_suspend' => '0', 'metro_fsecure_suspend_billing' => '0']];
        Host::$rows['metroport_tariff_ties'] = [['tariff_id' => '5', 'service' => 'metrotv']];
        self::assertSame(1, (new PaymentsHandler())->suspend($data)['assignments'][0]['suspended']);
        Host::$rows['metroport_customers'] = [];
        $paid = static fn (string $blocked, string $gone): array =>
            ['assignment_id' => '1', 'service' => 'metrotv', 'blocked' => $blocked, 'gone' => $gone];
        $data['assignments'][0]['assignmentid'] = '1';
        Host::$rows['metroport_liabilities'] = [$paid('0', '1'), $paid('1', '0')];
        self::assertSame(1, (new PaymentsHandler())->suspend($data)['assignments'][0]['suspended'], 'blocked, instead of one that is gone');
        Host::$rows['metroport_liabilities'] = [$paid('0', '1')];
        self::assertSame($data, (new PaymentsHandler())->suspend($data), 'only one that is gone');
        Host::$config['metroport.metrotv_suspend_billing'] = '0';
        Host::$rows['metroport_liabilities'] = [$paid('1', '0')];
        self::assertSame($data, (new PaymentsHandler())->suspend($data), 'switched off');
    }

    /** A difference with the mend that is wanted. */
    private static function difference(string $how, array $changes = []): array
    {
        $tariff = ['id' => 6, 'name' => 'TV <i>', 'price' => '59.90', 'currency' => 'PLN', 'period' => 3, 'valid' => true];
        $takes = in_array($how, ['add', 'change'], true);
        return $changes + [
            'what' => 'price', 'key' => 'price:metrotv:700001:71', 'customer_id' => 7, 'customer_name' => '<b>ŻÓŁĆ</b> Anna',
            'services' => [['service' => 'metrotv', 'mms_id' => 700001, 'name' => 'Podstawowy']], 'since' => 1704070620,
            'liability' => ['id' => 71, 'tariff_id' => 5, 'name' => 'TV', 'monthly' => '49.90', 'currency' => 'PLN', 'from' => 0, 'to' => 0],
            'due' => '59.90', 'monthly' => '-10.00', 'mend' => ['how' => $how] + ($takes ? ['tariff_id' => 6] : []),
            'tariff' => $takes ? $tariff : null,
        ];
    }

    private static function mend(string $how, array $fields = []): array
    {
        return BillingAction::answer($fields + ['action' => 'mend', 'customer_id' => '7', 'key' => 'price:metrotv:700001:71',
            'how' => $how, 'tariff_id' => in_array($how, ['add', 'change'], true) ? '6' : '']);
    }

    public function testWhatIsMendedIsDoneByLms(): void
    {
        Host::$config['privileges.finances_management'] = '1';
        $yesterday = strtotime('today') - 1;
        foreach ([
            'suspend' => ['suspend', 71], 'resume' => ['resume', 71], 'end' => ['dateto', $yesterday, 71, 7],
            'extend' => ['dateto', 0, 71, 7], 'change' => ['tariffid', 6, 71, 7],
        ] as $how => $change) {
            Host::$changes = Script::$calls = [];
            Script::$differences = [self::difference('add', ['key' => 'other']), self::difference($how)];
            self::mend($how);
            self::assertSame([$change], Host::$changes, $how);
            self::assertSame($how === 'end' ? ['ofCustomer'] : ['ofCustomer', 'record'], array_column(Script::$calls, 0), $how);
        }
        $begins = ['from' => strtotime('tomorrow')] + self::difference('end')['liability'];
        Script::$differences = [self::difference('end', ['liability' => $begins])];
        Host::$changes = [];
        self::mend('end');
        self::assertSame([['delete', 71]], Host::$changes);

        Script::$differences = [self::difference('add', ['liability' => null])];
        self::mend('add');
        $made = end(Host::$assignments);
        self::assertSame([7, 6, MONTHLY, 5, DOC_INVOICE, 0], [
            $made['customerid'], $made['tariffid'], $made['period'], $made['at'], $made['invoice'], $made['dateto'],
        ]);
        self::assertSame(strtotime('today'), $made['datefrom']);
        self::assertSame(['record', 'metrotv', 700001, 7, 39], end(Script::$calls));
    }

    public function testNothingIsMendedThatIsNotAsItWasShown(): void
    {
        Script::$differences = [self::difference('change')];
        self::assertSame('request.right', self::refusal(static fn () => self::mend('change')));
        self::assertSame([], Script::$calls);
        Host::$config['privileges.finances_management'] = '1';
        foreach ([['key' => 'price:metrotv:700001:72'], ['how' => 'end', 'tariff_id' => ''], ['tariff_id' => '7'], ['how' => '']] as $other) {
            self::assertSame('mend.changed', self::refusal(static fn () => self::mend('change', $other)), json_encode($other));
        }
        Script::$differences = [self::difference('', ['mend' => null])];
        self::assertSame('mend.changed', self::refusal(static fn () => self::mend('')));
        self::assertSame([], Host::$changes);
        Script::$differences = [self::difference('suspend')];
        foreach ([0, false] as Host::$changed) {
            self::assertSame('mend.failed', self::refusal(static fn () => self::mend('suspend')));
        }
        Script::$differences = [self::difference('add')];
        Host::$assignment = [null];
        self::assertSame('mend.failed', self::refusal(static fn () => self::mend('add')));
    }

    public function testTheListSaysWhatMendingWouldDo(): void
    {
        $list = new LMSMetroportPlugin\Lists\Billing();
        self::assertStringContainsString('Nobody has looked', $list->answer([])['note']);
        foreach (['add' => '59,90', 'end' => 'end the', 'change' => 'change the', 'extend' => 'remove', 'suspend' => 'suspend', 'resume' => 'resume'] as $how => $word) {
            Script::$differences = [self::difference($how)];
            $answer = $list->answer([]);
            self::assertStringContainsString($word, $answer['rows'][0]['mend']);
            self::assertSame($how, $answer['rows'][0]['how']);
            self::assertStringContainsString('49,90', $answer['note']);
        }
        Script::$differences = [self::difference('', ['mend' => null, 'liability' => null, 'due' => null, 'since' => null, 'monthly' => null])];
        $row = $list->answer([])['rows'][0];
        self::assertSame(['', '', '', '', ''], [$row['mend'], $row['how'], $row['liability'], $row['due'], $row['since']]);
        self::assertStringContainsString('"<b>ŻÓŁĆ</b> Anna"', $list->answer(['csv' => '1'])['text']);
    }

    public function testOneCustomerIsLookedAt(): void
    {
        $look = static fn (): string => BillingAction::answer(['action' => 'look', 'customer_id' => '7'])['notice'];
        self::assertStringContainsString('agree', $look());
        Script::$differences = [self::difference('end')];
        self::assertStringContainsString('differences: 1', $look());
    }

    public function testAPositionIsAddedOnceItsPlaceIsTaken(): void
    {
        $add = static fn (): string => BillingAction::answer(['action' => 'position', 'month' => '2026-10', 'customer_id' => '7'])['notice'];
        self::assertSame('request.right', self::refusal($add));
        Host::$config['privileges.finances_management'] = '1';
        self::assertSame('The position was added: 24,60 PLN.', $add());
        self::assertSame([['claimPosition', '2026-10', 7], ['settlePosition', '2026-10', 7, 39]], Script::$calls);
        $made = Host::$assignments[0];
        self::assertSame(['', '24.60', '20.00', 2, DISPOSABLE, 'PLN'], [
            $made['tariffid'], $made['value'], $made['netvalue'], $made['taxid'], $made['period'], $made['currency'],
        ]);
        // On the day on which he is billed, the next time.
        self::assertSame('5', date('j', $made['at']));
        self::assertGreaterThan(time(), $made['at']);
        self::assertLessThan(strtotime('+32 days'), $made['at']);

        // What LMS does not add can be tried again.
        foreach ([[null], false, new RuntimeException()] as Host::$assignment) {
            self::assertSame('mend.failed', self::refusal($add));
            self::assertSame(['settlePosition', '2026-10', 7, null], end(Script::$calls));
        }
        // What is taken already is not asked of LMS.
        Host::$assignments = [];
        Script::$failure = Script::failure('config.settlement.done');
        try {
            $add();
            self::fail('it was added twice');
        } catch (Metroport\Exception\MetroportException) {
            self::assertSame([], Host::$assignments);
        }
    }

    public function testAChangedLiabilityIsInLmssLogWhereThatIsOn(): void
    {
        Host::$changed = 1;
        foreach ([['dateto', 5], ['tariffid', 6]] as [$column, $value]) {
            self::assertTrue(LMSMetroportPlugin\Liability::set(7, 71, $column, $value));
        }
        self::assertNull(SYSLOG::$instance, 'a log that is off is switched on by nobody');

        SYSLOG::$instance = new SYSLOG();
        LMSMetroportPlugin\Liability::set(7, 71, 'tariffid', 6);
        Host::$changed = 0;
        self::assertFalse(LMSMetroportPlugin\Liability::set(8, 71, 'dateto', 5));
        self::assertSame([[SYSLOG::RES_ASSIGN, SYSLOG::OPER_UPDATE, [SYSLOG::RES_ASSIGN => 71, SYSLOG::RES_CUST => 7, SYSLOG::RES_TARIFF => 6]]],
            SYSLOG::$instance->messages);
    }

    public function testTheSettlementShowsOneOfTheLastMonths(): void
    {
        $list = new LMSMetroportPlugin\Lists\Settlement();
        $rows = $list->answer(['month' => date('Y-m', strtotime('first day of -2 months')), 'state' => 'customer'])['rows'];
        self::assertSame(['month', date('Y-m', strtotime('first day of -2 months')), 'customer'], array_slice(Script::$calls[0], 0, 3));
        self::assertSame(['1', '', ''], array_column($rows, 'billable'));
        self::assertSame(['-10,00 PLN', 'red'], [$rows[0]['margin'], $rows[0]['margin_class']]);
        self::assertStringContainsString('20,00', $rows[1]['position']);
        // A file of marked rows has those and no others of the same customer, or of none.
        $list = new LMSMetroportPlugin\Lists\Settlement();
        $keys = array_column($list->answer(['state' => 'service'])['rows'], 'key');
        self::assertCount(3, array_unique($keys));
        self::assertSame(1, $list->answer(['csv' => '1', 'ids' => $keys[1]])['total']);
        self::assertSame(1, $list->answer(['csv' => '1', 'ids' => $keys[2]])['total']);
        // Last month, when another is asked for; and nothing can be added for one that is not over.
        $list->answer(['month' => '1999-01']);
        self::assertSame(date('Y-m', strtotime('first day of last month')), end(Script::$calls)[1]);
        $now = $list->answer(['month' => date('Y-m')]);
        self::assertSame(['', '', ''], array_column($now['rows'], 'billable'));
        self::assertStringContainsString('-30,00', $now['note']);
        self::assertStringContainsString('"-10,00"', $list->answer(['csv' => '1'])['text']);
    }
}
