<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/**
 * Every plan fails at each of its steps, before the step's effect and after it: what the screen says is what MMS and LMS have,
 * and the plan goes on, or is taken back, to a clean end.
 */
final class PlanFaultsTest extends CardTestCase
{
    private const HOME = ['street' => 'Prosta', 'house' => '1', 'flat' => '', 'zip' => '90-001', 'city' => 'Łódź'];

    /** How a step fails => whether it takes effect; false also where nobody can know. */
    private const FAILURES = ['refused' => false, 'cut' => false, 'killed before' => false, 'killed after' => true];

    /** Plans that take themselves back when a step fails. */
    private const CHANGING = ['network', 'address', 'base'];

    private const CHANGES = ['POST', 'PUT', 'DELETE'];

    private int $customer;
    /** MMS does not know him when the plan begins. */
    private bool $isNew;
    private int $steps;
    private PlanScreen $screen;
    private LmsFault $lms;
    /** @var list<string> with which method each step but the last changes MMS */
    private array $methods;
    /** @var list<array<mixed>> what there is after each step */
    private array $stands;

    /** @return iterable<string, array{string, string}> */
    public static function plans(): iterable
    {
        foreach (self::databases() as $name => [$database]) {
            foreach (['issue', 'remove account', 'remove customer', ...self::CHANGING] as $plan) {
                yield "$plan, $name" => [$database, $plan];
            }
        }
    }

    /** @dataProvider plans */
    #[DataProvider('plans')]
    public function testWhatTheScreenSaysIsWhatThereIs(string $database, string $plan): void
    {
        $this->start($database);
        $this->lms = new LmsFault($this->panel);
        try {
            $this->cleanRun($plan);
            $this->goesBackFromEveryStep($plan);
            $this->goesBackThroughEveryFailure($plan);
            $this->answersAreLostOnTheWayBack($plan);
            in_array($plan, self::CHANGING, true) && $this->takesItselfBack($plan);
            $this->goesOnThroughEveryFailure($plan);
            $this->answersAreLostAndThePageIsClosed($plan);
        } finally {
            $this->over();
        }
    }

    /** Forth to the last step but one, and back. */
    private function cleanRun(string $plan): void
    {
        $this->prepare($plan);
        $this->stands = [$this->has()];
        $this->methods = [];
        $this->screen->begin($this->wish($plan));
        $this->steps = count($this->screen->ask(['action' => 'show'])['steps']);
        for ($step = 1; $step < $this->steps; $step++) {
            $this->mms->control('reset-counters', []);
            self::assertSame('going', $this->screen->steps(1));
            $sent = array_intersect(array_column($this->mms->control('log'), 'method'), self::CHANGES);
            self::assertCount(1, $sent, "step $step of $plan is one change");
            $this->methods[] = current($sent);
            $this->stands[] = $this->has();
            self::assertNotSame($this->stands[$step - 1], $this->stands[$step], "step $step of $plan changes something");
        }
        $this->screen->ask(['action' => 'back']);
        for ($step = max(0, $this->steps - 2); $step >= 0; $step--) {
            self::assertSame($step === 0 ? 'undone' : 'going', $this->screen->steps(1));
            $this->assertStands($step, "$plan, back to $step");
        }
    }

    private function goesBackFromEveryStep(string $plan): void
    {
        for ($step = 0; $step < $this->steps; $step++) {
            foreach (['killed before', 'killed after'] as $failure) {
                $what = "$plan, step $step, $failure, back";
                $this->anew($plan);
                $this->screen->begin($this->wish($plan), $step);
                $this->screen->open();
                $this->fails($plan, $step, PlanScreen::ON, $failure);
                $this->screen->press(PlanScreen::BACK);
                $this->ends(PlanScreen::UNDONE, $what);
                $this->assertStands(0, $what);
            }
        }
    }

    private function goesBackThroughEveryFailure(string $plan): void
    {
        $this->anew($plan);
        $this->screen->begin($this->wish($plan), $this->steps - 1);
        $this->screen->open();
        for ($step = $this->steps - 2; $step >= 0; $step--) {
            // The link is the plugin's own: MMS cannot fail it on its way back.
            if ($plan === 'issue' && $step === 0) {
                break;
            }
            $failure = array_keys(self::FAILURES)[$step % count(self::FAILURES)];
            $this->fails($plan, $step, PlanScreen::BACK, $failure);
            if (!self::FAILURES[$failure]) {
                $this->screen->ask(['action' => 'back']);
                $this->screen->steps(1);
                $this->assertStands($step, "$plan, back to $step");
            }
        }
        if ($this->screen->ask(['action' => 'show'])['state'] ?? false) {
            $this->screen->press(PlanScreen::BACK);
            $this->ends(PlanScreen::UNDONE, "$plan, back through every failure");
        }
        $this->assertStands(0, "$plan, back through every failure");
    }

    private function answersAreLostOnTheWayBack(string $plan): void
    {
        $this->anew($plan);
        $this->screen->begin($this->wish($plan), $this->steps - 1);
        $this->screen->open();
        $this->mms(['kind' => 'cut', 'at' => 'after']);
        $this->screen->press(PlanScreen::BACK);
        $this->ends(PlanScreen::UNDONE, "$plan, no answer on the way back");
        $this->over();
        $this->assertStands(0, "$plan, no answer on the way back");
    }

    /** A change that is refused anywhere leaves things as they were, by itself. */
    private function takesItselfBack(string $plan): void
    {
        for ($step = 0; $step < $this->steps; $step++) {
            $what = "$plan, step $step, refused";
            $this->screen->begin($this->wish($plan), $step);
            $this->screen->open();
            // Only the step itself: the way back may use other methods. The last one is like the one before it.
            $this->mms->control('faults', ['method' => $this->methods[$step] ?? $this->methods[$step - 1] ?? 'PUT', 'count' => 1,
                'fault' => ['kind' => 'status', 'status' => 409, 'when' => 'before', 'body' => 'Nie <dziś>']]);
            $this->screen->press(PlanScreen::ON);
            $text = $this->ends(PlanScreen::UNDONE, $what);
            $this->over();
            self::assertMatchesRegularExpression('/Nie udało się, więc to, co zrobiono, jest wycofywane\.[^\n]*\n+Wycofano/', $text, $what);
            self::assertStringContainsString('Nie <dziś>', $text, $what);
            $this->assertStands(0, $what);
        }
    }

    private function goesOnThroughEveryFailure(string $plan): void
    {
        $this->anew($plan);
        $this->mms->control('reset-counters', []);
        $this->screen->begin($this->wish($plan));
        $this->screen->open();
        for ($step = 0; $step < $this->steps; $step++) {
            foreach (array_keys(self::FAILURES) as $failure) {
                // What takes itself back does not stop there.
                if (!in_array($plan, self::CHANGING, true) || str_starts_with($failure, 'killed')) {
                    $this->fails($plan, $step, PlanScreen::ON, $failure);
                }
            }
        }
        $this->screen->press(PlanScreen::ON);
        $this->ends(PlanScreen::DONE, "$plan, through every failure");
        $this->assertStands($this->steps, "$plan, through every failure");
    }

    /** Another customer's plan, whose page is closed while each step is under way, and no answer of MMS ever arrives. */
    private function answersAreLostAndThePageIsClosed(string $plan): void
    {
        $this->prepare($plan);
        $this->assertStands(0, "$plan, another customer");
        $this->screen->begin($this->wish($plan));
        $this->mms(['kind' => 'cut', 'at' => 'after']);
        for ($step = 0; $step < $this->steps; $step++) {
            $what = "$plan, step $step, page closed";
            $this->screen->open();
            $this->lms->while(
                "SELECT 1 FROM metroport_plan_steps WHERE lms_user_id = $this->customer FOR UPDATE",
                fn () => $this->screen->press(PlanScreen::ON),
                fn () => $this->browser->open('about:blank'),
            );
            $card = $this->card($this->customer);
            $this->assertStands($step + 1, $what);
            if ($step + 1 < $this->steps) {
                self::assertStringContainsString('Niedokończone', $card->text('link'), $what);
                $this->screen->open();
                $this->assertScreen($step + 1, false, $what);
            } else {
                self::assertStringNotContainsString('Niedokończone', $card->text('link'), $what);
            }
        }
        $this->over();
    }

    /** Presses the button, and the step, forth or back, fails. */
    private function fails(string $plan, int $step, string $button, string $failure): void
    {
        $what = "$plan, step $step, $button, $failure";
        $isLms = $this->isLms($plan, $step);
        $this->mms->control('reset-counters', []);
        if ($isLms) {
            match ($failure) {
                'refused', 'cut' => $this->lms->refuse(),
                'killed before' => $this->lms->stopBefore(),
                'killed after' => $this->lms->stopAfter(),
            };
        } else {
            $this->mms(match ($failure) {
                'refused' => ['kind' => 'status', 'status' => 409, 'when' => 'before', 'body' => 'Nie <dziś>'],
                'cut' => ['kind' => 'cut', 'at' => 'before'],
                'killed before' => ['kind' => 'hang', 'when' => 'before'],
                'killed after' => ['kind' => 'hang', 'when' => 'after'],
            });
        }
        $this->screen->press($button);
        $killed = str_starts_with($failure, 'killed');
        if ($killed && $isLms) {
            $this->lms->kill();
        } elseif ($killed) {
            // It is logged when the change has taken effect, or has not.
            Waiting::for(fn (): bool => array_filter(array_column($this->mms->control('log'), 'fault')) !== [], "the fault to strike: $what");
            $this->panel->dies();
        }
        $text = $this->screen->settled()['text'];
        $this->over();
        // What was sent cannot arrive any more: else the plan would wait for it.
        $this->panel->sql()->exec("UPDATE metroport_plans SET changed_at = changed_at - 3600 WHERE lms_user_id = $this->customer");
        self::assertStringContainsString(PlanScreen::STOPPED, $text, $what);
        self::assertStringContainsString(match (true) {
            $killed => 'Serwer LMS nie odpowiedział.',
            $isLms => 'LMS nie zmienił zobowiązania.',
            $failure === 'refused' => 'Nie <dziś>',
            default => 'MMS',
        }, $text, $what);
        $back = $button === PlanScreen::BACK;
        $done = $back ? $step + 1 : $step;
        $this->assertScreen($done, $killed ? true : null, $what);
        // Whom MMS has just added is linked by the plugin's next look.
        $arrived = self::FAILURES[$failure] && !($plan === 'issue' && $step === 0);
        $this->assertStands($arrived ? ($back ? $step : $step + 1) : $done, $what);
    }

    /** Whether LMS does that step: the last one of what issues and removes. */
    private function isLms(string $plan, int $step): bool
    {
        return !in_array($plan, self::CHANGING, true) && $step === $this->steps - 1;
    }

    /** The first steps are shown as done and the others are not; of the one at the border it may be said that nobody knows. */
    private function assertScreen(int $done, ?bool $unclear, string $what): void
    {
        $states = $this->screen->settled()['states'];
        foreach ($states as $step => $state) {
            $border = $step === $done || $step === $done - 1;
            $said = match ($state) {
                'zrobione', 'było już tak' => true,
                '' => false,
                'nie wiadomo, czy zrobione' => $border ? null : self::fail("$what: step $step is unclear"),
            };
            $said === null || self::assertSame($step < $done, $said, "$what: what is said of step $step: " . implode(' | ', $states));
        }
        $told = in_array('nie wiadomo, czy zrobione', $states, true);
        $unclear === null || self::assertSame($unclear, $told, "$what: " . implode(' | ', $states));
    }

    /** What there is, is what there is after so many steps. */
    private function assertStands(int $steps, string $what): void
    {
        $has = $this->has();
        $this->stands[$steps] ??= $has;
        self::assertSame($this->stands[$steps], $has, $what);
    }

    private function ends(string $end, string $what): string
    {
        $seen = $this->screen->settled();
        self::assertStringContainsString($end, $seen['text'], $what);
        // Whom a plan has added stays, whatever became of the rest.
        $stays = $end === PlanScreen::UNDONE && $this->isNew && $this->users() !== [];
        self::assertSame($stays, str_contains($seen['text'], 'Klient dodany do MMS tam zostaje'), $what);
        self::assertSame(['Zamknij'], $seen['buttons'], $what);
        self::assertSame(0, (int) $this->panel->sql()->query("SELECT COUNT(*) FROM metroport_plans WHERE lms_user_id = $this->customer")->fetchColumn(), $what);
        return $seen['text'];
    }

    /** A fault of everything that changes MMS. */
    private function mms(array $fault): void
    {
        $this->mms->control('faults', array_map(static fn (string $method): array => ['method' => $method, 'fault' => $fault], self::CHANGES));
    }

    private function over(): void
    {
        $this->mms->control('faults', method: 'DELETE');
        $this->lms->over();
    }

    /** A customer who has what the plan begins with, and his card. */
    private function prepare(string $plan): void
    {
        $this->isNew = $plan === 'issue';
        $this->customer = $this->isNew ? $this->someone(false) : $this->linkedCustomer();
        $this->panel->sql()->exec("DELETE FROM assignments WHERE customerid = $this->customer");
        $this->card($this->customer);
        $this->screen = new PlanScreen($this->browser, $this->customer);
        if ($plan !== 'issue') {
            $this->screen->begin($this->wish('issue'));
            self::assertSame('done', $this->screen->steps(99));
            $service = ['userid' => self::mmsId($this->customer), 'secur_serviceid' => 51, 'license_size' => 3, 'status' => 'active'];
            $this->mms->control('edit', ['kind' => 'service', 'set' => $service]);
        }
    }

    /** As at first: MMS does not know whom a plan has added. */
    private function anew(string $plan): void
    {
        foreach ($plan === 'issue' ? $this->users() : [] as $user) {
            $this->mms->control('edit', ['kind' => 'customer', 'id' => $user, 'remove' => true]);
        }
    }

    /** @return list<int> */
    private function users(?array $world = null): array
    {
        $pesel = $this->panel->sql()->query("SELECT ssn FROM customers WHERE id = $this->customer")->fetchColumn();
        return array_column(array_filter(($world ?? $this->mms->world())['customers'], static fn (array $user): bool => $user['pesel'] === $pesel), 'id');
    }

    /** @return array<string, string> the fields of the plan's form */
    private function wish(string $plan): array
    {
        $account = static fn (array $fields): array => $fields + ['kind' => 'change'] + self::HOME + ['network_id' => '', 'package_id' => '', 'price' => ''];
        return match ($plan) {
            'issue' => ['kind' => 'issue', 'network_id' => (string) $this->networks()[0], 'packages' => $this->packages(),
                'liability' => '1', 'from' => date('Y-m-d'), 'to' => '', 'day' => '1'] + self::HOME,
            'remove account' => ['kind' => 'remove', 'account_id' => $this->account()] + $this->ending(),
            'remove customer' => ['kind' => 'remove'] + $this->ending(),
            'network' => $account(['account_id' => $this->account(), 'network_id' => (string) $this->networks()[1]]),
            'address' => $account(['account_id' => $this->account(), 'house' => '99']),
            'base' => $account(['account_id' => $this->account(), 'package_id' => '311', 'price' => '49,90']),
        };
    }

    private function packages(): string
    {
        $free = array_values(array_filter($this->mms->world()['stbs'], static fn (array $stb): bool => $stb['status'] === 'warehouse'));
        return (string) json_encode([
            ['group' => 'base', 'package_id' => '312', 'price' => '79,90', 'decoder' => $free[0]['mac'], 'tariff_id' => (string) $this->tariff()],
            ['group' => 'extras', 'package_id' => '320', 'price' => '9,90'],
            ['group' => 'multirooms', 'package_id' => '330', 'price' => '5,00', 'decoder' => $free[1]['mac']],
        ]);
    }

    private function tariff(): int
    {
        return (int) $this->panel->sql()->query('SELECT MIN(id) FROM tariffs WHERE disabled = 0')->fetchColumn();
    }

    /** @return list<int> */
    private function networks(): array
    {
        return array_column($this->mms->world()['networks'], 'id');
    }

    private function account(): string
    {
        $own = array_filter($this->mms->world()['accounts'], fn (array $account): bool => $account['userid'] === self::mmsId($this->customer));
        return (string) current($own)['id'];
    }

    /** @return array{ending: string, end: string} */
    private function ending(): array
    {
        $ids = $this->panel->sql()->query("SELECT id FROM assignments WHERE customerid = $this->customer")->fetchAll(PDO::FETCH_COLUMN);
        return ['ending' => (string) json_encode(array_map(strval(...), $ids)), 'end' => date('Y-m-d')];
    }

    /** What MMS and LMS have of the customer, whatever the ids are. */
    private function has(): array
    {
        $world = $this->mms->world();
        $of = static fn (string $kind, string $key, array $values): array =>
            array_values(array_filter($world[$kind], static fn (array $row): bool => in_array($row[$key], $values, true)));
        $users = $this->users($world);
        $accounts = [];
        foreach ($of('accounts', 'userid', $users) as $account) {
            $orders = [];
            foreach ($of('orders', 'accountid', [$account['id']]) as $order) {
                $decoders = count($of('stbs', 'orderid', [$order['id']]));
                $order['date_end'] === null && $orders[] = [$order['pkg_id'], $order['pricebrutto'], $decoders];
            }
            sort($orders);
            $accounts[] = [$account['iptv_networkid'], $account['locationstreetno'], $orders];
        }
        $lost = array_filter($world['stbs'], static fn (array $stb): bool => $stb['status'] === 'issued' && $stb['orderid'] === null);
        $services = array_filter($of('services', 'userid', $users), static fn (array $service): bool => $service['status'] !== 'deleted');
        $sql = fn (string $query): array => array_map(
            static fn (array $row): array => array_map(intval(...), $row),
            $this->panel->sql()->query($query)->fetchAll(PDO::FETCH_NUM),
        );
        return [
            'linked' => $sql("SELECT COUNT(*) FROM metroport_customers WHERE lms_user_id = $this->customer"),
            'accounts' => $accounts,
            'lost decoders' => count($lost),
            'services' => array_column($services, 'secur_serviceid'),
            'liabilities' => $sql("SELECT tariffid, datefrom, dateto, at FROM assignments WHERE customerid = $this->customer ORDER BY 1, 2, 3"),
        ];
    }
}
