<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

require_once __DIR__ . '/HostTestCase.php';
require_once __DIR__ . '/../lib/common.php';

/** The demo's people, and what the simulator is told about them. */
final class DemoTest extends HostTestCase
{
    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testCustomersAndTheirListForMms(string $dialect): void
    {
        $file = tempnam(sys_get_temp_dir(), 'mms');
        $host = new Instance($dialect, [], [], ['--customers=2000', "--export-mms=$file"]);
        $known = json_decode((string) file_get_contents($file), true, 512, JSON_THROW_ON_ERROR);
        unlink($file);
        $rows = $host->sql()->query('SELECT id, type, ssn, ten, lastname FROM customers ORDER BY id')->fetchAll(PDO::FETCH_ASSOC);
        $host->remove();

        self::assertCount(2000, $rows);
        foreach ($rows as $row) {
            self::assertTrue($row['ssn'] === '' ? check_ten($row['ten']) : check_ssn($row['ssn']), json_encode($row));
        }
        foreach (['ssn', 'ten'] as $number) {
            $numbers = array_filter(array_column($rows, $number));
            self::assertSame(count($numbers), count(array_unique($numbers)));
        }
        self::assertContains('Sigma <b>Test</b> sp. z o.o.', array_column($rows, 'lastname'));
        self::assertContains('C:\\Sieć\\Łącza', array_column($rows, 'lastname'));

        self::assertEqualsWithDelta(0.8, count($known) / 2000, 0.03);
        $byId = array_column($rows, null, 'id');
        foreach ($known as $customer) {
            $row = $byId[$customer['lms_id']];
            self::assertSame([$row['ssn'], $row['ten'], $row['lastname']], [$customer['pesel'], $customer['nip'], $customer['lastname']]);
            self::assertSame((int) $row['type'] === 1 ? '1' : '2', $customer['customertype']);
            self::assertStringStartsNotWith('ul. ', $customer['streetname1']);
        }
    }
}
