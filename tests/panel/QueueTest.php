<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** What an operator changes in LMS becomes true in MMS: through LMS's own form, through no hook at all, and when MMS is away. */
final class QueueTest extends PanelTestCase
{
    private const NOWHERE = 'http://127.0.0.1:1';
    private const SCRIPT = 'plugins/LMSMetroportPlugin/bin/metroport_converge.php';

    /** Two customers of LMS, private persons with everything that MMS is to know. */
    private int $anna;
    private int $jan;
    private Instance $panel;
    private Simulator $mms;

    /** @return iterable<string, array{string}> */
    public static function queueDatabases(): iterable
    {
        yield 'PostgreSQL' => ['postgres'];
        yield 'MariaDB' => ['mysql'];
    }

    /** A host whose customers MMS has as they are in LMS, linked, with a television account each. */
    private function start(string $database): void
    {
        $stage = $this->stage();
        $file = $stage->directory('mms') . '/customers.json';
        $settings = ['serwer_url' => self::NOWHERE, 'api_login' => 'operator', 'api_pass' => 'sekret', 'api_timeout' => '3'];
        $this->panel = $stage->panel($database, 'after_june_2026', $settings, true, ["--export-mms=$file", '--export-percent=100']);
        // Without customer_sensitive_data_view: LMS shows him no PESEL.
        $this->sql("UPDATE users SET rights = 'customer_management,metroport_readonly,metroportcustomerupdate_ajax' WHERE login = 'klerk'");
        $customers = array_map(static fn (array $customer): array => ['userid' => self::mmsId($customer['lms_id']), 'services' => true]
            + $customer, json_decode((string) file_get_contents($file), true, 16, JSON_THROW_ON_ERROR));
        file_put_contents($file, json_encode($customers, JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR));
        $this->mms = $stage->simulator('--customers-file', $file);
        [$this->anna, $this->jan] = array_map(intval(...), $this->sql(
            'SELECT c.id FROM customers c JOIN customercontacts m ON m.customerid = c.id '
            . "WHERE m.contact = CONCAT('klient', c.id, '@example.net') AND c.deleted = 0 AND c.type = 0 AND c.ssn <> '' AND c.id > 10 "
            . "AND c.divisionid IN (SELECT d.divisionid FROM userdivisions d JOIN users u ON u.id = d.userid WHERE u.login = 'klerk') "
            . 'ORDER BY c.id LIMIT 2',
        )->fetchAll(PDO::FETCH_COLUMN));
        foreach ([$this->anna, $this->jan] as $customer) {
            $this->sql('INSERT INTO metroport_customers (lms_user_id, metroport_user_id) VALUES (?, ?)', $customer, self::mmsId($customer));
        }
        // From here on their data are known to be the same on both sides.
        $this->mmsIsBack();
        self::assertSame([0, '', ''], $this->converge('-q'));
        $this->mms->control('reset-counters', []);
    }

    private static function mmsId(int $customer): int
    {
        return 1_000_000 + $customer;
    }

    private function sql(string $statement, int|string ...$values): PDOStatement
    {
        $prepared = $this->panel->sql()->prepare($statement);
        $prepared->execute($values);
        return $prepared;
    }

    private function mmsIsAway(): void
    {
        $this->setAddress(self::NOWHERE);
    }

    private function mmsIsBack(): void
    {
        $this->setAddress($this->mms->url);
        // What has failed waits for its time; tests do not.
        $this->sql('UPDATE metroport_customer_data SET next_attempt_at = 0 WHERE next_attempt_at IS NOT NULL');
    }

    private function setAddress(string $url): void
    {
        $this->sql("UPDATE uiconfig SET value = ? WHERE section = 'metroport' AND var = 'serwer_url'", $url);
    }

    /** @return array<string, mixed> the customer as MMS has him */
    private function inMms(int $customer): array
    {
        return array_column($this->mms->world()['customers'], null, 'id')[self::mmsId($customer)];
    }

    private function sent(): int
    {
        return $this->mms->counters()['changing'];
    }

    /** @return resource the process, and its pipes in $pipes */
    private function startConverge(?array &$pipes, string ...$options)
    {
        $command = [PHP_BINARY, "{$this->panel->directory}/" . self::SCRIPT, '-C', $this->panel->ini(), ...$options];
        return proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], ['pipe', 'w']], $pipes, '/');
    }

    /** @return array{int, string, string} exit status, standard output, standard error */
    private function converge(string ...$options): array
    {
        $process = $this->startConverge($pipes, ...$options);
        $said = stream_get_contents($pipes[1]);
        $complained = stream_get_contents($pipes[2]);
        return [proc_close($process), $said, $complained];
    }

    /** What the customer's card says about his data. */
    private function card(Browser $browser, int $customer, string $action = ''): array
    {
        $page = $browser->get("?m=customerinfo&id=$customer")->body;
        $module = $action === '' ? 'metroportcustomer_ajax' : 'metroportcustomerupdate_ajax';
        self::assertSame(1, preg_match("/data-url=\"([^\"]*{$module}[^\"]*)\"\s+data-token=\"([^\"]+)\"/", $page, $found));
        $fields = ['customer_id' => $customer, 'token' => html_entity_decode($found[2]), 'action' => $action];
        return $browser->post(html_entity_decode($found[1]), $fields)->json();
    }

    /** @dataProvider queueDatabases */
    #[DataProvider('queueDatabases')]
    public function testAnEditByWhoMayNotSeePeselReachesMmsAndLeavesPeselThere(string $database): void
    {
        $this->start($database);
        $pesel = $this->inMms($this->anna)['pesel'];
        self::assertMatchesRegularExpression('/^\d{11}$/', $pesel);
        $clerk = Browser::of($this->panel, 'klerk');

        $this->mmsIsAway();
        $form = EditForm::open($clerk, $this->anna);
        self::assertNull($form->value('ssn'), 'LMS shows him the PESEL');
        self::assertTrue($form->type('emails[0][contact]', 'nowy@example.net')->save());
        self::assertSame(0, $this->sent());
        $card = $this->card($clerk, $this->anna)['link'];
        self::assertStringContainsString('zostaną wysłane', $card['wish']);
        self::assertStringContainsString('metroport.serwer_url', $card['wish_why']);
        [$row] = self::load($clerk, 'metroportqueuelist')['rows'];
        self::assertSame([$this->anna, 'data', true], [$row['customer_id'], $row['kind'], $row['permitted']]);
        self::assertSame('Ola Operator', $row['by']);

        $this->mmsIsBack();
        [$status, $said, $complained] = $this->converge();
        self::assertSame([0, ''], [$status, $complained]);
        self::assertStringContainsString('#' . $this->anna, $said);
        self::assertSame(['nowy@example.net', $pesel], [$this->inMms($this->anna)['email'], $this->inMms($this->anna)['pesel']]);
        self::assertSame(1, $this->sent());
        self::assertSame('', $this->card($clerk, $this->anna)['link']['wish']);

        [$status, $said] = $this->converge();
        self::assertSame([0, 1], [$status, $this->sent()], 'the second run sent something');
        self::assertStringNotContainsString($pesel, $said);
    }

    /** @dataProvider queueDatabases */
    #[DataProvider('queueDatabases')]
    public function testTheCardSendsWhatTheSaveHasLeft(string $database): void
    {
        $this->start($database);
        $clerk = Browser::of($this->panel, 'klerk');
        self::assertTrue(EditForm::open($clerk, $this->anna)->type('emails[0][contact]', 'od.razu@example.net')->save());
        self::assertSame(0, $this->sent(), 'this PHP cannot release the browser, so nobody may wait');
        self::assertSame('', $this->card($clerk, $this->anna)['link']['wish']);
        self::assertSame([1, 'od.razu@example.net'], [$this->sent(), $this->inMms($this->anna)['email']]);

        // Nothing that MMS is to know.
        self::assertTrue(EditForm::open($clerk, $this->anna)->type('notes', 'dzwonił')->save());
        $this->card($clerk, $this->anna);
        self::assertSame([0, '', ''], $this->converge('-q'));
        self::assertSame(1, $this->sent());

        $this->sql("UPDATE uiconfig SET value = 'false' WHERE var = 'automatically_update_customer_data'");
        self::assertTrue(EditForm::open($clerk, $this->anna)->type('emails[0][contact]', 'wylaczone@example.net')->save());
        $this->card($clerk, $this->anna);
        $this->converge('-q');
        self::assertSame(1, $this->sent(), 'though it is switched off');
    }

    /** @dataProvider queueDatabases */
    #[DataProvider('queueDatabases')]
    public function testARefusalIsShownInMmsWordsAndSentAgainByHand(string $database): void
    {
        $this->start($database);
        $clerk = Browser::of($this->panel, 'klerk');
        $welcome = 'id="lms-ui-welcome-box-metroport"';
        self::assertStringNotContainsString($welcome, $clerk->get('?m=welcome')->body);
        $this->mms->control('faults', ['method' => 'PUT', 'path' => '/Users/*', 'fault' => ['kind' => 'status', 'status' => 422,
            'when' => 'before', 'body' => '{"message": "Zły <b>adres</b> e-mail"}']]);

        EditForm::open($clerk, $this->anna)->type('emails[0][contact]', 'zly@example.net')->save();
        $card = $this->card($clerk, $this->anna)['link'];
        self::assertStringContainsString('odrzucone', $card['wish']);
        self::assertStringContainsString('Zły <b>adres</b> e-mail', $card['wish_mms']);
        self::assertStringContainsString('Zły <b>adres</b> e-mail', $this->card($clerk, $this->anna, 'resend')['error']['mms']);
        $refused = $this->mms->counters()['faults'];
        self::assertSame([0, '', ''], $this->converge('-q'), 'an old refusal is no new failure');
        $this->card($clerk, $this->anna);
        self::assertSame($refused, $this->mms->counters()['faults'], 'a refusal is not repeated by itself');

        $page = $clerk->get('?m=welcome')->body;
        self::assertStringContainsString($welcome, $page);
        self::assertStringContainsString('Odmowy MMS: 1', $page);
        self::assertStringNotContainsString($welcome, Browser::of($this->panel, 'czytelnik')->get('?m=welcome')->body, 'without the right');

        $this->mms->control('faults', method: 'DELETE');
        self::assertArrayHasKey('notice', $this->card($clerk, $this->anna, 'resend'));
        self::assertSame(['zly@example.net', ''], [$this->inMms($this->anna)['email'], $this->card($clerk, $this->anna)['link']['wish']]);
        self::assertSame(0, self::load($clerk, 'metroportqueuelist')['total']);
        self::assertStringNotContainsString($welcome, $clerk->get('?m=welcome')->body);
    }

    /** @dataProvider queueDatabases */
    #[DataProvider('queueDatabases')]
    public function testWhatChangedWithoutAHookIsFoundAndWhatWasDeletedIsADifference(string $database): void
    {
        $this->start($database);
        $clerk = Browser::of($this->panel, 'klerk');
        $this->sql("UPDATE customercontacts SET contact = 'skrypt@example.net' WHERE customerid = ? AND contact LIKE '%@%'", $this->jan);
        [$status, $said] = $this->converge('--dry-run');
        self::assertSame([0, 0], [$status, $this->sent()], $said);
        self::assertStringContainsString('#' . $this->jan, $said);
        self::assertSame([0, '', ''], $this->converge('-q'));
        self::assertSame('skrypt@example.net', $this->inMms($this->jan)['email']);

        $sent = $this->sent();
        Browser::of($this->panel, 'admin')->get('?m=customerdel&id=' . $this->anna);
        self::assertSame('1', (string) $this->sql('SELECT deleted FROM customers WHERE id = ?', $this->anna)->fetchColumn());
        self::assertSame([0, '', ''], $this->converge('-q'));
        self::assertSame($sent, $this->sent(), 'nothing is taken from MMS by itself');
        $rows = self::load($clerk, 'metroportdifferencelist')['rows'];
        self::assertSame([$this->anna], array_column($rows, 'customer_id'));
        self::assertSame(self::mmsId($this->anna), $rows[0]['mms_id']);
        self::assertNotSame('', $rows[0]['accounts'] . $rows[0]['services']);
        self::assertStringContainsString('Usunięci w LMS, ale nie w MMS: 1', $clerk->get('?m=welcome')->body);
    }

    /** @dataProvider queueDatabases */
    #[DataProvider('queueDatabases')]
    public function testTheScriptSaysHowItWent(string $database): void
    {
        $this->start($database);
        $change = fn (string $address): mixed =>
            $this->sql('UPDATE customercontacts SET contact = ? WHERE customerid = ? AND contact LIKE \'%@%\'', $address, $this->jan);
        self::assertSame([0, '', ''], $this->converge('-q'));

        $change('a@example.net');
        $this->mmsIsAway();
        [$status, $said, $complained] = $this->converge('-q');
        self::assertSame([1, ''], [$status, $said]);
        self::assertStringContainsString('metroport.serwer_url', $complained);
        self::assertStringNotContainsString('a@example.net', $complained);

        $this->mmsIsBack();
        [$status, $said, $complained] = $this->converge('--json', '--limit=1', '--kind=data');
        $told = json_decode($said, true, 16, JSON_THROW_ON_ERROR);
        self::assertSame([0, '', null, 1], [$status, $complained, $told['error'], $told['result']['done']]);
        self::assertSame([['data', $this->jan, 'done']], array_map(
            static fn (array $line): array => [$line['kind'], $line['customer_id'], $line['outcome']],
            $told['result']['lines'],
        ));

        // Two at once: the first hangs in MMS until it is ended.
        $change('b@example.net');
        $this->mms->control('faults', ['method' => 'PUT', 'path' => '/Users/*', 'fault' => ['kind' => 'hang', 'when' => 'before']]);
        $first = $this->startConverge($pipes, '-q');
        for ($try = 0; $try < 400 && $this->mms->counters()['faults'] === 0; $try++) {
            usleep(25_000);
        }
        self::assertSame([0, '', ''], $this->converge('-q'));
        self::assertStringContainsString('Trwa inny przebieg', $this->converge()[1]);
        proc_terminate($first, 9);
        proc_close($first);
    }
}
