<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** What is held of a customer, and forgetting him, as PHP sees it. */
final class PersonalDataTest extends ExtensionTestCase
{
    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testHeIsToldAndForgotten(string $dialect): void
    {
        $lms = Lms::withPeople($dialect);
        $client = $this->client($lms);
        $held = $client->customers()->personalData(1);
        self::assertSame([1, 'present', [101], null], [$held['customer_id'], $held['in_lms'], $held['mms_ids'], $held['mms_error']]);
        self::assertNotSame([], [...$held['accounts'], ...$held['services']]);
        self::assertSame('101', $held['tables']['metroport_customers'][0]['metroport_user_id']);
        self::assertSame([], Canary::in(json_encode($held['tables'])), 'the tables have neither PESEL nor e-mail');

        $kept = $client->customers()->forget(1);
        self::assertSame([false, 'customer.services', $held['tables']], [$kept['removed'], $kept['obstacle'], $kept['tables']]);
        $trial = $client->customers()->forget(1, despite_services: true, dry_run: true);
        self::assertSame([false, null, 101], [$trial['removed'], $trial['obstacle'], $client->customers()->mmsId(1)]);
        $done = $client->customers()->forget(1, despite_services: true);
        self::assertSame([true, null, null], [$done['removed'], $done['obstacle'], $client->customers()->mmsId(1)]);
        self::assertSame(['user.forget'], array_column($client->journal()->ofCustomer(1), 'action'));
    }

    public function testWhoIsHiddenIsNotTold(): void
    {
        $clerk = $this->client(Lms::withPeople('postgres'), ['user' => People::CLERK])->customers();
        self::assertThrown('ConfigurationException', 'customer.not_found', fn () => $clerk->personalData(2));
        self::assertThrown('ConfigurationException', 'customer.not_found', fn () => $clerk->forget(2, despite_services: true));
    }
}
