<?php

declare(strict_types=1);

use LMSMetroportPlugin\ClientLink;
use LMSMetroportPlugin\CsrfToken;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;
use LMSMetroportPlugin\Warehouse;
use MetroportFake\Script;

/** Changes made from the lists: who may, what is checked before MMS is asked. */
final class ActionTest extends ShimTestCase
{
    /** @return array<string, mixed> the answer, or its error */
    private function post(string $right, callable $answer, array $fields): array
    {
        Host::$config["privileges.$right"] = '1';
        $_POST = $fields + ['token' => CsrfToken::issue()];
        return (new Module('x', $right))->reply($answer)[1];
    }

    private function link(array $fields): array
    {
        return $this->post(Rights::CUSTOMER_UPDATE, ClientLink::answer(...), $fields);
    }

    private function warehouse(array $fields): array
    {
        return $this->post(Rights::WAREHOUSE, Warehouse::answer(...), $fields);
    }

    public function testWhatAUserMayNotDoIsNotOffered(): void
    {
        Host::$config['privileges.' . Rights::READ] = '1';
        self::assertNull(Module::action('metroportmetrotvstbaction', Rights::WAREHOUSE));
        Host::$config['privileges.' . Rights::WAREHOUSE] = '1';
        self::assertSame(
            ['url' => '?m=metroportmetrotvstbaction&api=1', 'token' => CsrfToken::issue()],
            Module::action('metroportmetrotvstbaction', Rights::WAREHOUSE),
        );
    }

    public function testTheRightToReadChangesNothing(): void
    {
        foreach ([Rights::CUSTOMER_UPDATE => ClientLink::answer(...), Rights::WAREHOUSE => Warehouse::answer(...)] as $right => $answer) {
            Host::$config = ['privileges.' . Rights::READ => '1', 'privileges.read_only' => '1'] + Host::$config;
            $_POST = ['token' => CsrfToken::issue(), 'action' => 'unlink', 'customer_id' => '3'];
            self::assertSame(403, (new Module('x', $right))->reply($answer)[0]);
        }
        self::assertSame([], Script::$calls);
    }

    public function testLinksCustomersThatTheUserMaySee(): void
    {
        self::assertSame(['text' => 'ŻÓŁĆ Anna'], $this->link(['action' => 'customer', 'customer_id' => ' 3 ']));
        self::assertSame([], Script::$calls);
        self::assertSame([], $this->link(['action' => 'link', 'customer_id' => '3', 'mms_id' => '1001']));
        self::assertSame([['link', 3, 1001]], Script::$calls);

        Script::$calls = [];
        // Another division's, deleted, senseless.
        foreach (['29', '4', '', 'x', '3x', '-3', ['3']] as $customer) {
            foreach (['customer', 'link'] as $action) {
                $answer = $this->link(['action' => $action, 'customer_id' => $customer, 'mms_id' => '1001']);
                self::assertSame('link.customer', $answer['error']['code']);
            }
        }
        self::assertSame([], Script::$calls);
    }

    public function testUnlinksAlsoWhoIsDeletedInLms(): void
    {
        self::assertSame([], $this->link(['action' => 'unlink', 'customer_id' => '3']));
        self::assertSame([['unlink', 3]], Script::$calls);
        self::assertSame('link.gone', $this->link(['action' => 'unlink', 'customer_id' => '4'])['error']['code']);
        self::assertSame('link.customer', $this->link(['action' => 'unlink', 'customer_id' => '29'])['error']['code']);
        self::assertSame([['unlink', 3], ['unlink', 4]], Script::$calls);
    }

    public function testLinksNobodyWhomMmsDoesNotKnow(): void
    {
        foreach (['1000', '0', '', 'x'] as $mms) {
            $answer = $this->link(['action' => 'link', 'customer_id' => '3', 'mms_id' => $mms]);
            self::assertSame('mms.not_found', $answer['error']['code'], $mms);
        }
        self::assertSame([], Script::$calls);
    }

    public function testShowsWhatWasSetAsideAndWhatIsInItsWay(): void
    {
        $rows = $this->link(['action' => 'conflicts'])['conflicts'];
        $seen = static fn (array $row): array =>
            [$row['customer_id'], $row['mms_id'], $row['unlinkable'], $row['aside'], $row['linkable']];
        self::assertSame([
            [3, 1001, true, false, false],
            [null, 1002, false, false, false],
            [3, 1002, false, true, false],
            [4, 1001, false, true, false],
            [5, 1005, false, true, true],
        ], array_map($seen, $rows));
        $templates = self::TEMPLATES . '/metroport/';
        $text = file_get_contents("{$templates}link-conflicts.html") . file_get_contents("{$templates}person.html");
        preg_match_all('/data-(?:text|if|unless|link|class)="(\w+)"/', $text, $used);
        self::assertSame([], array_diff($used[1], array_keys($rows[0])));

        Script::$calls = [];
        self::assertSame([], $this->link(['action' => 'forget', 'customer_id' => '3', 'mms_id' => '1002']));
        self::assertSame('link.settled', $this->link(['action' => 'forget', 'customer_id' => '4', 'mms_id' => '1001'])['error']['code']);
        self::assertSame('link.customer', $this->link(['action' => 'forget', 'customer_id' => '29', 'mms_id' => '1'])['error']['code']);
        self::assertSame([['forgetConflict', 3, 1002], ['forgetConflict', 4, 1001]], Script::$calls);
    }

    public function testAddsDecodersWithATidySerialNumber(): void
    {
        $fields = ['action' => 'add', 'model' => 'Kaon', 'mac' => '00-1b-00-00-00-01', 'serial' => " SN\u{A0}12 34\t"];
        self::assertSame([], $this->warehouse($fields));
        self::assertSame([['addDecoder', 'Kaon', 'SN1234', '00-1b-00-00-00-01']], Script::$calls);

        Script::$calls = [];
        foreach (['', ' ', '<b>', 'ŻÓŁĆ', '=1', str_repeat('1', 65), "1\xff", ['1']] as $serial) {
            self::assertSame('decoder.serial', $this->warehouse(['serial' => $serial] + $fields)['error']['code']);
        }
        self::assertSame('decoder.model', $this->warehouse(['model' => ''] + $fields)['error']['code']);
        self::assertSame([], Script::$calls);
    }

    public function testAListIsReadBeforeAnythingOfItIsAdded(): void
    {
        $answer = $this->warehouse(['action' => 'read', 'text' => "a\nb", 'model' => 'Kaon']);
        self::assertSame([['readDecoders', "a\nb", 'Kaon']], Script::$calls);
        self::assertSame([1, 1], [$answer['right'], $answer['wrong']]);
        self::assertSame(['', 'This is not a MAC address.'], array_column($answer['lines'], 'problem'));
    }

    public function testOffersModels(): void
    {
        $options = $this->warehouse(['action' => 'models'])['options'];
        self::assertCount(Metroport\Lists::ROWS, $options);
        self::assertSame(['value', 'label'], array_keys($options[0]));
    }

    public function testDeletesOnlyWhatLiesInTheWarehouse(): void
    {
        self::assertSame([], $this->warehouse(['action' => 'delete', 'id' => '1']));
        self::assertSame(['deleteDecoder', 1], Script::$calls[1]);

        Script::$calls = [];
        // Deleted already, issued, not there, senseless.
        foreach (['2', '4', '99', '', 'x'] as $id) {
            self::assertSame('decoder.issued', $this->warehouse(['action' => 'delete', 'id' => $id])['error']['code']);
        }
        self::assertNotContains('deleteDecoder', array_column(Script::$calls, 0));
    }

    public function testARefusalOfMmsIsToldInItsWords(): void
    {
        Script::$failure = Script::failure('mms.rejected', '<b>już istnieje</b>');
        $answer = $this->warehouse(['action' => 'add', 'model' => 'Kaon', 'mac' => '001b00000001', 'serial' => '1']);
        self::assertSame(['mms.rejected', '<b>już istnieje</b>'], [$answer['error']['code'], $answer['error']['mms']]);
    }

    public function testUnknownActionsDoNothing(): void
    {
        foreach ([[], ['action' => 'drop'], ['action' => ['link']]] as $fields) {
            self::assertSame('request.action', $this->link($fields)['error']['code']);
            self::assertSame('request.action', $this->warehouse($fields)['error']['code']);
        }
        self::assertSame([], Script::$calls);
    }
}
