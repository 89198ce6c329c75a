<?php

declare(strict_types=1);

use LMSMetroportPlugin\PlanAction;
use LMSMetroportPlugin\Refusal;
use Metroport\Plans;
use MetroportFake\Script;

/** Plans on the customer's card, as far as the shell has a part in them. */
final class PlanTest extends ShimTestCase
{
    private const ISSUE = ['action' => 'preview', 'customer_id' => '7', 'kind' => 'issue', 'network_id' => '61', 'street' => 'Długa',
        'house' => '5', 'flat' => '', 'zip' => '90-001', 'city' => 'Łódź', 'liability' => '1', 'from' => '2026-12-01', 'to' => '', 'day' => '1'];

    public function testTheFormIsWhatTheExtensionGets(): void
    {
        $packages = json_encode([
            ['group' => 'base', 'package_id' => '310', 'price' => '79,90', 'decoder' => ' SN1 ', 'tariff_id' => '5'],
            ['group' => 'multirooms', 'package_id' => '330', 'price' => '10', 'decoder' => ''],
        ]);
        PlanAction::answer(['packages' => $packages] + self::ISSUE);

        self::assertSame(['make', 7, [
            'kind' => 'issue', 'network_id' => 61,
            'address' => ['street' => 'Długa', 'house' => '5', 'flat' => '', 'zip' => '90-001', 'city' => 'Łódź'],
            'base' => ['package_id' => 310, 'price' => '79.90', 'decoder' => 'SN1', 'tariff_id' => 5],
            'multirooms' => [['package_id' => 330, 'price' => '10']],
            'liabilities' => ['from' => strtotime('2026-12-01'), 'to' => 0, 'day' => 1],
        ], true, null], Script::$calls[0]);

        PlanAction::answer(['action' => 'preview', 'customer_id' => '7', 'kind' => 'remove', 'account_id' => '3', 'ending' => '["81","x"]', 'end' => '2026-12-31']);
        self::assertSame(
            ['kind' => 'remove', 'account_id' => 3, 'end_liabilities' => [81], 'end' => strtotime('2027-01-01') - 1],
            Script::$calls[1][2],
        );
    }

    public function testLiabilitiesOfServicesAreProposedToEndWithThem(): void
    {
        Host::$config['privileges.finances_management'] = '1';
        Host::$rows['metroport_liabilities'] = [['assignment_id' => '82']];
        Host::$rows['assignments'] = [
            ['id' => '81', 'tariffid' => '5', 'name' => 'TV', 'value' => '45'],
            ['id' => '82', 'tariffid' => '6', 'name' => 'Stara', 'value' => '1'],
            ['id' => '83', 'tariffid' => '7', 'name' => 'Internet', 'value' => '60'],
        ];
        $answer = PlanAction::answer(['action' => 'liabilities', 'customer_id' => '7']);
        self::assertSame(
            ['81' => true, '82' => true, '83' => false],
            array_column($answer['options'], 'proposed', 'value'),
            'tied tariff, recorded, neither',
        );
    }

    public function testWhatIsForAnotherAccountOrForFSecureStaysWhenAnAccountIsRemoved(): void
    {
        Host::$config['privileges.finances_management'] = '1';
        $pair = static fn (string $service, int $id, ?int $assignment): array =>
            ['service' => $service, 'mms_id' => $id, 'assignment_id' => $assignment, 'recorded' => true];
        // On the account are the orders 501 to 503; 504 is on another one. 84 pays for a package of each.
        Host::$rows['metroport_services'] = [['mms_id' => '501'], ['mms_id' => '502'], ['mms_id' => '503']];
        Script::$pairings = [
            $pair('metrotv', 501, 81), $pair('metrotv', 502, null), $pair('metrotv', 503, 84), $pair('metrotv', 504, 84),
            $pair('metrotv', 505, 82), $pair('fsecure', 501, 83),
        ];
        Host::$rows['metroport_liabilities'] = array_map(static fn (int $id): array => ['assignment_id' => (string) $id], [81, 82, 83, 84]);
        Host::$rows['assignments'] = array_map(
            static fn (int $id): array => ['id' => (string) $id, 'tariffid' => '5', 'name' => 'TV', 'value' => '45'],
            [81, 82, 83, 84],
        );
        $proposed = static fn (array $of): array => array_keys(array_filter(array_column(
            PlanAction::answer(['action' => 'liabilities', 'customer_id' => '7'] + $of)['options'],
            'proposed',
            'value',
        )));
        self::assertSame([81], $proposed(['account_id' => '3']));
        self::assertSame([81, 82, 83, 84], $proposed([]));
    }

    public function testWhatCannotComeBackIsToldBeforeItGoes(): void
    {
        Script::$plan = Plans::plan('stopped');
        self::assertSame('Stary <b>, Sport', PlanAction::answer(['action' => 'show', 'customer_id' => '7'])['unsold']);
    }

    public function testWhatGotLostOnTheWaySendsNobodyToLook(): void
    {
        Script::$plan = ['code' => 'mms.outcome_unknown'] + Plans::plan('stopped');
        self::assertStringContainsString('next attempt', PlanAction::answer(['action' => 'show', 'customer_id' => '7'])['sentence']);
    }

    /** What a plan has in it needs the right to do the same by hand. */
    public function testEachStepNeedsItsOwnRight(): void
    {
        $rights = ['link' => 'metroportcustomerupdate_ajax', 'service' => 'metroportfsecureservicesaction', 'liability' => 'finances_management'];
        foreach ($rights as $thing => $right) {
            Script::$plan = Plans::plan('stopped', ['account', $thing]);
            foreach (['show', 'step', 'forward', 'back', 'forget'] as $action) {
                Host::$config["privileges.$right"] = '';
                Script::$calls = [];
                try {
                    PlanAction::answer(['action' => $action, 'customer_id' => '7']);
                    self::fail("$action of a plan with a $thing");
                } catch (Refusal $refusal) {
                    self::assertSame('request.right', $refusal->reason);
                }
                self::assertSame([], Script::$calls);
                Host::$config["privileges.$right"] = '1';
                PlanAction::answer(['action' => $action, 'customer_id' => '7']);
            }
        }
    }

    public function testAPlanThatIsGoneIsNotCarriedOn(): void
    {
        $this->expectExceptionObject(new Refusal('plan.gone'));
        PlanAction::answer(['action' => 'step', 'customer_id' => '7']);
    }
}
