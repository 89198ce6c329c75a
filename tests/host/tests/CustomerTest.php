<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

require_once __DIR__ . '/HostTestCase.php';

/** Adding, changing and deleting customers around the plugins' hooks. */
final class CustomerTest extends HostTestCase
{
    private const NEW = [
        'lastname' => 'Testowa', 'name' => 'Halina', 'status' => '3', 'divisionid' => '1', 'type' => '0', 'ssn' => '85010112345', 'ten' => '', 'regon' => '',
        'pin' => '4774', 'paytime' => '-1', 'cutoffstop' => '', 'info' => '', 'notes' => '', 'message' => '', 'documentmemo' => '',
        'addresses' => [['location_address_type' => '1', 'location_city_name' => 'Lublin', 'location_street_name' => 'Lipowa', 'location_house' => '7', 'location_zip' => '20-001']],
        'emails' => [['contact' => 'halina@example.net', 'name' => '', 'type' => ['131072']]],
        'phones' => [['contact' => '', 'name' => '', 'type' => ['131072']]],
    ];

    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testAddEditDelete(string $dialect): void
    {
        $host = $this->instance($dialect);
        $browser = Browser::of($host, 'admin');
        self::recorded($host);

        $browser->post('?m=customeradd', ['customeradd' => self::NEW]);
        self::assertSame('?m=customerinfo&id=41', $browser->location());
        $after = array_column(self::recorded($host), null, 'hook')['customeradd_after_submit'];
        self::assertSame(['id', 'customeradd'], $after['keys']);
        self::assertNull($after['mail'], 'contacts are written after the hook');
        self::assertSame('TESTOWA', $after['lastname']);
        self::assertSame([['halina@example.net', '131080']], $this->contacts($host, 41));

        $card = $browser->get('?m=customerinfo&id=41')->body;
        self::assertStringContainsString('20-001 Lublin, Lipowa 7', $card);
        $address = $host->sql()->query('SELECT address_id FROM customer_addresses WHERE customer_id = 41')->fetchColumn();
        self::recorded($host);

        $changed = ['id' => '41', 'name' => 'Anna'] + self::NEW;
        $changed['emails'][0]['contact'] = 'anna@example.net';
        $changed['addresses'][0] = ['address_id' => $address, 'location_house' => '8'] + $changed['addresses'][0];
        $browser->post('?m=customeredit&id=41', ['customerdata' => $changed]);
        self::assertSame('?m=customerinfo&id=41', $browser->location(), 'back to the page before');
        $after = array_column(self::recorded($host), null, 'hook')['customeredit_after_submit'];
        self::assertSame(['customerdata'], $after['keys']);
        self::assertSame('halina@example.net', $after['mail'], 'the hook still sees the old contacts');
        self::assertSame([['anna@example.net', '131080']], $this->contacts($host, 41));
        self::assertStringContainsString('Lipowa 8', $browser->get('?m=customerinfo&id=41')->body);

        self::recorded($host);
        $browser->get('?m=customerdel&id=41');
        $records = self::recorded($host);
        self::assertSame(['id' => '41', 'permanent' => false], array_column($records, 'data', 'hook')['customerdel_after_submit']);
        self::assertSame('1', (string) $host->sql()->query('SELECT deleted FROM customers WHERE id = 41')->fetchColumn());
    }

    public function testAPluginRefuses(): void
    {
        $host = $this->instance('postgres', ['probe.customeradd_validation_before_submit' => 'refuse']);
        $page = Browser::of($host, 'admin')->post('?m=customeradd', ['customeradd' => self::NEW]);
        self::assertNull($page->location());
        self::assertStringContainsString('probe refuses', $page->body);
        self::assertSame('40', (string) $host->sql()->query('SELECT MAX(id) FROM customers')->fetchColumn());
    }

    public function testAWarningIsConfirmedBySendingAgain(): void
    {
        $host = $this->instance('postgres');
        $browser = Browser::of($host, 'admin');
        $wrong = ['customeradd' => ['ssn' => '85010112349'] + self::NEW];
        self::assertStringContainsString('Niepoprawny numer PESEL', $browser->post('?m=customeradd', $wrong)->body);
        $browser->post('?m=customeradd', $wrong + ['warning' => ['customeradd-ssn-' => '1']]);
        self::assertSame('?m=customerinfo&id=41', $browser->location());
    }

    public function testWithoutTheSensitiveRightThePeselStays(): void
    {
        $host = $this->instance('postgres');
        $host->sql()->exec("UPDATE users SET rights = 'customer_management' WHERE login = 'klerk'");
        $browser = Browser::of($host, 'klerk');
        self::assertStringNotContainsString('[ssn]', $browser->get('?m=customeredit&id=1')->body);

        $before = $host->sql()->query('SELECT ssn FROM customers WHERE id = 1')->fetchColumn();
        $form = ['id' => '1'] + self::NEW;
        unset($form['ssn']);
        $browser->post('?m=customeredit&id=1', ['customerdata' => $form]);
        self::assertSame([$before, 'TESTOWA'], $host->sql()->query('SELECT ssn, lastname FROM customers WHERE id = 1')->fetch(PDO::FETCH_NUM));
    }

    public function testAMassChangeFiresNoHook(): void
    {
        $host = $this->instance('postgres');
        $browser = Browser::of($host, 'admin');
        $browser->get('?m=customersearch&search=Sigma');
        self::recorded($host);
        $browser->get('?m=customeredit&search=1&oper=changestatus&status=4');
        self::assertSame('4', (string) $host->sql()->query('SELECT status FROM customers WHERE id = 5')->fetchColumn());
        self::assertSame('0', (string) $host->sql()->query('SELECT COUNT(*) FROM customers WHERE status = 4 AND id NOT IN (5, 20, 40)')->fetchColumn());
        self::assertSame([], array_filter(self::hooks(self::recorded($host)), static fn (string $hook): bool => str_starts_with($hook, 'customer')));
    }

    /** @return list<array{string, string}> */
    private function contacts(Instance $host, int $customer): array
    {
        $rows = $host->sql()->query("SELECT contact, type FROM customercontacts WHERE customerid = $customer ORDER BY id")->fetchAll(PDO::FETCH_NUM);

        return array_map(static fn (array $row): array => array_map('strval', $row), $rows);
    }
}
