<?php

declare(strict_types=1);

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** MetroTV from a new account to an empty place. */
final class MetroTvTest extends ExtensionTestCase
{
    private const ADDRESS = ['street' => 'Żwirowa', 'house' => '1', 'flat' => '2', 'zip' => '45-001', 'city' => 'Opole'];

    public function testCatalogues(): void
    {
        $metrotv = $this->client()->metrotv();

        $packages = array_column($metrotv->packages(), null, 'id');
        self::assertSame(['49.90', 1], [$packages[311]['pricebrutto'], $packages[311]['pkg_group']]);
        self::assertSame(['2019-12-31', null], [$packages[314]['pkg_valid_to'], $packages[311]['pkg_valid_to']]);
        $networks = $metrotv->networks();
        self::assertSame(['id', 'name', 'select_name', 'address', 'mask', 'mask_prefix', 'size', 'transport', 'decoders', 'free'], array_keys($networks[0]));
        foreach ($networks as $network) {
            self::assertSame($network['size'] - $network['decoders'], $network['free']);
        }
        self::assertSame(['id', 'name', 'description', 'mycast_supported', 'probe'], array_keys($metrotv->models()[0]));
        self::assertMatchesRegularExpression('/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/', $metrotv->decoders()[0]['mac']);
    }

    public function testALife(): void
    {
        $metrotv = $this->client()->metrotv();
        $network = $metrotv->networks()[0]['id'];

        $account = $metrotv->addAccount(105, $network, self::ADDRESS);
        self::assertSame(['id' => $account, 'mms_id' => 105, 'decoders' => 0], array_intersect_key(
            $metrotv->accounts(105)[0],
            ['id' => 0, 'mms_id' => 0, 'decoders' => 0]
        ));
        $metrotv->changeAccount($account, 105, $network, ['street' => 'Ołowiana'] + self::ADDRESS);
        self::assertSame(['Ołowiana', '2', 'Opole'], [$metrotv->account($account)['street'], $metrotv->account($account)['flat'], $metrotv->account($account)['city']]);

        $base = $metrotv->issuePackage($account, 311, '49.90');
        $extra = $metrotv->issuePackage($account, 320, '15');
        $multiroom = $metrotv->issuePackage($account, 330, '10.00');
        $metrotv->addDecoder('Kaon KSTB 6077', 'SN-TEST-1', '00-1b-ff-00-00-01');
        $metrotv->issueDecoder($account, $base, $network, '001bff000001');

        $whole = $metrotv->account($account);
        self::assertSame([$base, 311, '49.90', true], [$whole['base']['order_id'], $whole['base']['package_id'], $whole['base']['price'], $whole['base']['active']]);
        self::assertSame([[$extra], [$multiroom]], [array_column($whole['extras'], 'order_id'), array_column($whole['multirooms'], 'order_id')]);
        self::assertSame(['00:1B:FF:00:00:01'], array_column($whole['base']['decoders'], 'mac'));
        self::assertSame('74.90', $whole['gross']);

        self::assertThrown('ConfigurationException', 'account.occupied', fn () => $metrotv->removeAccount($account));
        self::assertThrown('ConfigurationException', 'package.occupied', fn () => $metrotv->removePackage($account, $base));
        $metrotv->blockAccount($account);
        $metrotv->blockAccount($account);
        self::assertFalse($metrotv->account($account)['active']);
        $metrotv->unblockAccount($account);
        $metrotv->unblockAccount($account);
        self::assertTrue($metrotv->account($account)['active']);

        $metrotv->returnDecoder($account, '00:1B:FF:00:00:01');
        foreach ([$extra, $multiroom, $base] as $order) {
            $metrotv->removePackage($account, $order);
        }
        $metrotv->removeAccount($account);
        self::assertNull($metrotv->account($account));
        self::assertSame([], $metrotv->accounts(105));
        $decoder = array_column($metrotv->decoders(), 'id', 'serialnumber')['SN-TEST-1'];
        $metrotv->deleteDecoder($decoder);
        self::assertSame('deleted', $this->mms->rows('stbs')[$decoder]['status'] ?? 'deleted');
        self::assertSame(0, $this->mms->count('unlisted_fields'));
    }

    public function testRefusalsAndWrongValues(): void
    {
        $metrotv = $this->client()->metrotv();
        $account = $metrotv->accounts(101)[0]['id'];
        $wrong = [
            'decoder.mac' => fn () => $metrotv->addDecoder('Kaon KSTB 6077', 'S', 'no mac'),
            'decoder.serial' => fn () => $metrotv->addDecoder('Kaon KSTB 6077', ' ', '00:1b:ff:00:00:02'),
            'package.price' => fn () => $metrotv->issuePackage($account, 311, '49,90'),
            'config.missing' => fn () => $metrotv->addAccount(105, 61, ['street' => 'X']),
            'config.wrong' => fn () => $metrotv->addAccount(105, 61, ['country' => 'X'] + self::ADDRESS),
        ];
        foreach ($wrong as $code => $act) {
            self::assertThrown('ConfigurationException', $code, $act);
        }
        $before = $this->mms->count('changing');
        // A second base package, a package that is over, a network without room.
        $full = array_column(array_filter($metrotv->networks(), fn ($n) => $n['free'] === 0), 'id')[0];
        $refused = [fn () => $metrotv->issuePackage($account, 311, '1'), fn () => $metrotv->issuePackage($account, 324, '1'),
            fn () => $metrotv->addAccount(105, $full, self::ADDRESS)];
        foreach ($refused as $act) {
            self::assertNotSame('', self::assertThrown('RejectedException', 'mms.rejected', $act)->mmsText);
        }
        self::assertSame($before, $this->mms->count('changing'));
        self::assertNull($metrotv->account(1));
        self::assertSame([], $metrotv->accounts(106));
        self::assertCount(4, $metrotv->accounts());
    }

    public function testAPastedListIsReadAndNothingOfItIsAdded(): void
    {
        $metrotv = $this->client()->metrotv();
        $there = $metrotv->decoders()[0]['mac'];
        $lines = $metrotv->readDecoders("mac;serial\n00-1b-ff-00-00-77;SN 77\n$there;SN78\nno mac;SN79", 'kaon kstb 6077');
        self::assertSame(
            ['line' => 2, 'mac' => '00:1B:FF:00:00:77', 'serial_number' => 'SN77', 'model' => 'Kaon KSTB 6077', 'problem' => null],
            $lines[0],
        );
        self::assertSame([2 => null, 3 => 'decoder.there', 4 => 'decoder.mac'], array_column($lines, 'problem', 'line'));
        self::assertNotContains('00:1B:FF:00:00:77', array_column($metrotv->decoders(), 'mac'));
        self::assertThrown('ConfigurationException', 'decoder.too_many', fn () => $metrotv->readDecoders(str_repeat("x\n", 2001)));
    }
}
