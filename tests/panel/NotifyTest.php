<?php

declare(strict_types=1);

/** What a run of lms-notify could not do is done by the next one, also when LMS calls no hook any more. */
final class NotifyTest extends PanelTestCase
{
    private const ACTIONS = ['-a', 'metrotv-locks,metrofsecure-locks,customer-status'];

    /** @dataProvider hosts */
    #[PHPUnit\Framework\Attributes\DataProvider('hosts')]
    public function testDebtorsWhomLmsNoLongerNamesAreLockedOnceMmsIsBack(string $database, string $order): void
    {
        $simulator = $this->simulator();
        $access = ['serwer_url' => 'http://127.0.0.1:1', 'api_login' => 'operator', 'api_pass' => 'sekret'];
        $panel = $this->panel($database, $order, $access);
        // Two debtors, linked to the first two MMS users that have both services.
        $world = json_decode((string) file_get_contents($simulator->url . '/_sim/world'), true);
        $active = static fn (string $kind, string $column, mixed $value): array =>
            array_column(array_filter($world[$kind], static fn (array $row): bool => $row[$column] == $value), 'userid');
        $users = array_slice(array_values(array_unique(array_intersect($active('accounts', 'blocked', false), $active('services', 'status', 'active')))), 0, 2);
        self::assertCount(2, $users);
        foreach ([3, 11] as $at => $customer) {
            $panel->sql()->exec("INSERT INTO metroport_customers (lms_user_id, metroport_user_id) VALUES ($customer, $users[$at])");
        }
        $flags = 'SELECT COUNT(*) FROM metroport_customers WHERE metrotv_suspend = 1 AND metro_fsecure_suspend = 1';

        [$status, , $complained] = $this->notify($panel, '-c', 'block', ...self::ACTIONS);
        self::assertSame(1, $status, $complained);
        self::assertSame(0, (int) $panel->sql()->query($flags)->fetchColumn());

        $panel->sql()->exec("UPDATE uiconfig SET value = '$simulator->url' WHERE section = 'metroport' AND var = 'serwer_url'");
        [$status, $said, $complained] = $this->notify($panel, '-d', '-c', 'block', ...self::ACTIONS);
        self::assertSame([0, 0], [$status, $simulator->counters()['changing']], $said . $complained);

        [$status, $said, $complained] = $this->notify($panel, '-c', 'block', ...self::ACTIONS);
        self::assertSame(0, $status, $said . $complained);
        self::assertSame(2, (int) $panel->sql()->query($flags)->fetchColumn(), $said);
        $changing = $simulator->counters()['changing'];
        self::assertGreaterThanOrEqual(4, $changing);

        [$status, $said] = $this->notify($panel, '-c', 'block', ...self::ACTIONS);
        self::assertSame([0, $changing], [$status, $simulator->counters()['changing']], $said);
    }
}
