<?php

declare(strict_types=1);

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** F-Secure from sale to removal. */
final class FSecureTest extends ExtensionTestCase
{
    public function testProductsAndOperations(): void
    {
        $fsecure = $this->client()->fsecure();

        $products = array_column($fsecure->products(), null, 'id');

        self::assertSame([51, 52, 53, 54], array_keys($products));
        self::assertSame(['id', 'ext_id', 'name', 'description', 'license_size'], array_keys($products[52]));
        self::assertSame(3, $products[52]['license_size']);
        $fsecure->block($fsecure->services(101)[0]['id']);
        self::assertSame(
            ['id', 'mms_id', 'service_id', 'status', 'type', 'error', 'created_at', 'executed_at'],
            array_keys($fsecure->operations()[0])
        );
    }

    public function testALife(): void
    {
        $fsecure = $this->client()->fsecure();
        $status = fn (int $id) => array_column($fsecure->services(), 'status', 'id')[$id] ?? null;

        $id = $fsecure->add(105, 51, 1);
        $found = $fsecure->services(105);
        self::assertSame([[$id, 105, 51, 1, 'new', null]], array_map(
            fn ($s) => [$s['id'], $s['mms_id'], $s['product_id'], $s['license_size'], $s['status'], $s['blocked_at']],
            $found
        ));
        $fsecure->change($id, 105, 52, 3);
        self::assertSame(3, $fsecure->services(105)[0]['license_size']);
        $fsecure->block($id);
        $fsecure->block($id);
        self::assertSame('blocked', $status($id));
        self::assertIsInt($fsecure->services(105)[0]['blocked_at']);
        $fsecure->unblock($id);
        $fsecure->unblock($id);
        self::assertNotSame('blocked', $status($id));
        $fsecure->remove($id);
        $fsecure->remove($id);
        self::assertContains($status($id), ['deleted', null]);
        self::assertSame(0, $this->mms->count('unlisted_fields'));
    }

    public function testRefusals(): void
    {
        $fsecure = $this->client()->fsecure();

        $refused = self::assertThrown('RejectedException', 'mms.rejected', fn () => $fsecure->add(105, 51, 1000));
        self::assertSame(400, $refused->status);
        self::assertNotSame('', $refused->mmsText);
        self::assertThrown('RejectedException', 'mms.not_found', fn () => $fsecure->block(1));
        self::assertThrown('RejectedException', 'mms.not_found', fn () => $fsecure->add(999, 51, 1));
        self::assertSame([], $fsecure->services(105));
    }

    public function testALostAnswerIsLookedUpAndNothingIsSoldTwice(): void
    {
        $this->mms->fault('POST', '/services/security', ['kind' => 'cut', 'at' => 'after'], 1);

        $id = $this->client()->fsecure()->add(105, 53, 5);

        self::assertSame([105, 53], [$this->mms->rows('services')[$id]['userid'], $this->mms->rows('services')[$id]['secur_serviceid']]);
        self::assertSame(1, $this->mms->calls('POST /services/security'));
    }

    public function testARequestThatNeverArrivedLeavesTheOutcomeOpen(): void
    {
        $this->mms->fault('POST', '/services/security', ['kind' => 'cut', 'at' => 'before'], 1);

        self::assertThrown('OutcomeUnknownException', 'mms.outcome_unknown', fn () => $this->client()->fsecure()->add(105, 53, 5));
    }
}
