<?php

declare(strict_types=1);

use LMSMetroportPlugin\Handler\UserpanelHandler;
use LMSMetroportPlugin\OwnServices;
use MetroportFake\Script;

/** What a customer sees of his own services: enough, nothing that is not his business, and a sentence when MMS is away. */
final class UserpanelTest extends ShimTestCase
{
    public function testTheModuleLiesWhereItIsSaidToLie(): void
    {
        [$core, $ours] = (new UserpanelHandler())->addModules(['/lms/userpanel/modules/']);
        self::assertSame('/lms/userpanel/modules/', $core);
        foreach (['configuration.php', 'functions.php', 'templates/metroport.html'] as $file) {
            self::assertFileExists("{$ours}metroport/$file");
        }
    }

    public function testACustomerSeesHisServicesWithoutNumbersAndPrices(): void
    {
        $seen = OwnServices::of(7);
        self::assertSame([['state', 7]], Script::$calls);
        self::assertSame(['', 1, 1], [$seen['problem'], count($seen['accounts']), count($seen['licences'])]);
        self::assertSame(['address', 'state', 'packages'], array_keys($seen['accounts'][0]));
        self::assertNotSame([], $seen['accounts'][0]['packages']);
        foreach ($seen['accounts'][0]['packages'] as $package) {
            self::assertSame(['name', 'group', 'decoders'], array_keys($package));
        }
        self::assertSame(['product', 'devices', 'state', 'activated'], array_keys($seen['licences'][0]));
    }

    public function testWhatWentWrongIsNotTheCustomersBusiness(): void
    {
        Script::$failure = Script::failure('mms.rejected', '<b>Konto zadłużone</b>');
        $seen = OwnServices::of(7);
        self::assertSame([[], []], [$seen['accounts'], $seen['licences']]);
        self::assertStringNotContainsString('zadłużone', $seen['problem']);
        self::assertStringContainsString('later', $seen['problem']);

        // One of the two is away: the other is shown all the same.
        Script::$failure = null;
        Script::$card = ['metrotv' => ['data' => null, 'error' => ['code' => 'mms.timeout', 'message' => 'x', 'mms_text' => 'y']]];
        $seen = OwnServices::of(7);
        self::assertSame([0, 1], [count($seen['accounts']), count($seen['licences'])]);
        self::assertStringContainsString('later', $seen['problem']);
    }

    public function testPackagesThatAreOverAreNotShown(): void
    {
        $seen = count(OwnServices::of(7)['accounts'][0]['packages']);
        $account = (new Metroport\Card())->state(7)['metrotv']['data']['accounts'][0];
        $account['base']['active'] = false;
        Script::$card = ['metrotv' => ['data' => ['accounts' => [$account], 'networks' => []], 'error' => null]];
        self::assertCount($seen - 1, OwnServices::of(7)['accounts'][0]['packages']);
    }
}
