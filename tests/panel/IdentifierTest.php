<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** What is posted where a number or a MAC address belongs never becomes a part of an address of MMS, or of a statement. */
final class IdentifierTest extends RoutesTestCase
{
    private const HOSTILE = ['../1', '1/../2', '1?x=1', '1#x', '1%2f2', '%2e%2e%2f1', '1&id=2', '1 OR 1=1', "1'", '1e1', '99999999999999999999', "1\r\nX: y",
        ['1']];

    /** Fields that hold one, of all actions. */
    private const IDENTIFIERS = ['customer_id', 'mms_id', 'account_id', 'order_id', 'service_id', 'product_id', 'network_id', 'package_id', 'id', 'mac'];

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testNoneReachesMmsOrTheDatabase(string $database): void
    {
        [$panel, $simulator] = $this->world($database);
        $admin = Browser::of($panel, 'admin');
        $token = self::token($admin);
        $before = self::tables($panel);
        $fields = ['token' => $token, 'model' => 'X', 'serial' => 'X1', 'license_size' => '1', 'price' => '1', 'reason' => 'tak',
            'street' => 'Prosta', 'house' => '1', 'zip' => '00-001', 'city' => 'Opole'];

        foreach (Routes::ACTIONS as $module => [, $actions]) {
            // Of a customer who exists, what else is named must be his.
            $customers = in_array($module, ['metroportfsecureservicesaction', 'metroportmetrotvservicesaction'], true) ? [[], ['customer_id' => '1']] : [[]];
            // Everything that waits needs no name.
            foreach (array_diff($actions, ['retry_all']) as $action) {
                foreach ($customers as $customer) {
                    foreach (self::HOSTILE as $hostile) {
                        $named = $customer + array_fill_keys(self::IDENTIFIERS, $hostile);
                        $admin->post("?m=$module&api=1", ['action' => $action, 'kind' => 'data'] + $fields + $named);
                        self::assertIsArray($admin->json(), "$module $action " . json_encode($hostile));
                    }
                }
            }
        }

        self::assertSame(0, $simulator->counters()['changing'], 'MMS was changed');
        self::assertSame(0, $simulator->counters()['unlisted_fields']);
        // The log has no values of queries.
        foreach ($simulator->control('log') as $asked) {
            self::assertMatchesRegularExpression('~^(/[A-Za-z_]+)+(/\d+)?(/[A-Za-z_]+)*/?(\?[a-z]+(&[a-z]+)*)?$~D', $asked['path']);
        }
        self::assertSame($before, self::tables($panel));
    }

    /** @dataProvider databases */
    #[DataProvider('databases')]
    public function testWhatIsAskedOfAListNeither(string $database): void
    {
        [$panel] = $this->world($database);
        $admin = Browser::of($panel, 'admin');
        $token = self::token($admin);
        $before = self::tables($panel);

        foreach (array_keys(Routes::PAGES) as $module) {
            foreach (["' OR '1'='1", "'; DROP TABLE metroport_customers; --", '\\', ['x']] as $hostile) {
                $asked = array_fill_keys(['page', 'search', 'sort', 'descending', 'state', 'from', 'to', 'action', 'outcome', 'customer_id'], $hostile);
                $answer = $admin->post("?m=$module&api=1", $asked + ['token' => $token])->json();
                self::assertArrayNotHasKey('error', $answer, "$module " . json_encode($hostile));
            }
        }
        self::assertSame($before, self::tables($panel));
    }
}
