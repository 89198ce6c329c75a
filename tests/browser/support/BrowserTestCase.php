<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;

/**
 * The plugin in the stand-in for LMS, seen through a browser by a clerk who has all of the plugin's rights but not LMS's
 * full access.
 *
 * A class has one browser, and per database one host and one simulator, which its tests share: each test takes customers
 * of its own. A failing test leaves a screenshot, the page's source and the server's log in a directory that it prints.
 */
abstract class BrowserTestCase extends TestCase
{
    protected const CLERK = 'klerk=finances_management,metroport_readonly,metroportconnectiontest,metroportcustomerupdate_ajax,'
        . 'metroportfsecureservicelist,metroportfsecureclientslist,metroportfsecureoperationlist,metroportfsecureservicesaction,'
        . 'metroportmetrotvservicesaction,metroportmetrotvstbaction';

    private static ?Stage $stage = null;
    private static ?Chromium $chromium = null;
    /** @var array<string, array{Instance, Simulator}> by database */
    private static array $hosts = [];
    /** @var array<string, list<int>> customers that tests have, by database */
    private static array $taken = [];

    /** Set by start(). */
    protected Instance $panel;
    protected Simulator $mms;
    protected WebDriver $browser;
    private int $logged = 0;

    /** @return iterable<string, array{string}> */
    public static function databases(): iterable
    {
        yield 'PostgreSQL' => ['postgres'];
        yield 'MariaDB' => ['mysql'];
    }

    public static function setUpBeforeClass(): void
    {
        self::$stage = new Stage();
        self::$chromium = new Chromium(self::$stage->directory('browser'));
    }

    public static function tearDownAfterClass(): void
    {
        self::$chromium?->stop();
        self::$stage?->clear();
        self::$chromium = self::$stage = null;
        self::$hosts = self::$taken = [];
    }

    /**
     * Whom MMS knows; a class may want other ones, or say what services they have.
     *
     * @param list<array<string, mixed>> $customers of LMS, as the simulator's --customers-file has them
     * @return list<array<string, mixed>>
     */
    protected static function customersOfMms(array $customers): array
    {
        return $customers;
    }

    /** Logs the clerk in to the host on that database; MMS works as it should and has counted nothing yet. */
    protected function start(string $database, string $login = 'klerk'): void
    {
        $this->browser = self::$chromium->driver;
        $this->browser->closeOtherTabs();
        $this->browser->complaints();
        [$this->panel, $this->mms] = self::$hosts[$database] ??= self::host($database);
        $this->logged = (int) filesize($this->serverLog());
        $this->mms->control('faults', method: 'DELETE');
        $this->mms->control('latency', ['ms' => 0]);
        $this->mms->control('reset-counters', []);
        $this->logIn($login);
    }

    protected function logIn(string $login): void
    {
        $this->browser->open($this->panel->url());
        // All hosts are 127.0.0.1, and cookies know no ports.
        $this->browser->deleteCookies();
        $this->browser->open($this->panel->url());
        $this->browser->see('[name="loginform[login]"]')->type($login);
        $this->browser->see('[name="loginform[pwd]"]')->type($login . WebDriver::ENTER);
        $this->browser->see('#lms-ui-menu-panel');
    }

    /** Opens a module of LMS or of the plugin. */
    protected function visit(string $module): void
    {
        $this->browser->open($this->panel->url() . "?m=$module");
    }

    /**
     * A customer with an ordinary name and an e-mail address, whom no other test of the class gets.
     *
     * @param bool $known whether MMS knows him; nobody is linked
     */
    protected function someone(bool $known = true, bool $company = false): int
    {
        $database = $this->panel->dialect;
        $people = $this->panel->sql()->query(
            'SELECT c.id FROM customers c JOIN customercontacts m ON m.customerid = c.id '
            . "WHERE m.contact = CONCAT('klient', c.id, '@example.net') AND c.deleted = 0 AND c.id > 10 AND c.type = " . (int) $company . ' ORDER BY c.id',
        )->fetchAll(PDO::FETCH_COLUMN);
        $inMms = array_column($this->mms->world()['customers'], 'id');
        foreach (array_diff($people, self::$taken[$database] ?? []) as $id) {
            if (in_array(self::mmsId((int) $id), $inMms, true) === $known) {
                return self::$taken[$database][] = (int) $id;
            }
        }
        self::fail('There are not enough customers for all tests of the class.');
    }

    /** Somebody whom MMS knows, linked to his MMS user. */
    protected function linkedCustomer(): int
    {
        $customer = $this->someone();
        $this->link($customer);
        return $customer;
    }

    /**
     * Links a customer of LMS to his MMS user.
     *
     * @return int the MMS id
     */
    protected function link(int $customer): int
    {
        $mms = self::mmsId($customer);
        $statement = $this->panel->sql()->prepare('INSERT INTO metroport_customers (lms_user_id, metroport_user_id) VALUES (?, ?)');
        $statement->execute([$customer, $mms]);
        return $mms;
    }

    /** Under which id MMS has a customer of LMS whom it knows from the start. */
    protected static function mmsId(int $customer): int
    {
        return 1_000_000 + $customer;
    }

    /** @return list<int> accounts of so many linked customers, who are found by "Zbiorowy-" and the count */
    protected function accountsOfLinked(int $count): array
    {
        $accounts = [];
        $network = $this->mms->world()['networks'][0]['id'];
        $busy = array_column($this->mms->world()['accounts'], 'userid');
        while (count($accounts) < $count) {
            $customer = $this->someone();
            if (in_array(self::mmsId($customer), $busy, true)) {
                continue;
            }
            $this->link($customer);
            $this->panel->sql()->exec("UPDATE customers SET lastname = 'Zbiorowy-$count' WHERE id = $customer");
            $accounts[] = $this->mms->control('edit', ['kind' => 'account', 'set' => [
                'userid' => self::mmsId($customer), 'iptv_networkid' => $network, 'activedate' => 1_700_000_000,
            ]])['ids'][0];
        }
        return $accounts;
    }

    /**
     * @param list<int> $accounts
     * @return array<int, int> account => 1 when it is active, 0 when it is blocked
     */
    protected function activity(array $accounts): array
    {
        $blocked = array_column($this->mms->world()['accounts'], 'blocked', 'id');
        return array_map(static fn (bool $blocked): int => $blocked ? 0 : 1, array_intersect_key($blocked, array_flip($accounts)));
    }

    /** Whatever was tested, neither a script nor PHP has complained. */
    protected function assertPostConditions(): void
    {
        self::assertSame([], $this->browser->complaints(), 'the browser complained');
        $log = (string) file_get_contents($this->serverLog(), offset: $this->logged);
        self::assertDoesNotMatchRegularExpression('/PHP (Fatal error|Parse error|Warning|Notice|Deprecated)/', $log);
    }

    protected function onNotSuccessfulTest(Throwable $failure): never
    {
        if (self::$chromium !== null && isset($this->panel)) {
            $this->keepEvidence();
        }
        throw $failure;
    }

    private function keepEvidence(): void
    {
        // In the checkout: the directory of temporary files goes with the test.
        // PHPUnit 11 has another name for it than 9.
        $test = method_exists($this, 'nameWithDataSet') ? $this->nameWithDataSet() : $this->getName();
        $name = preg_replace('/[^A-Za-z0-9]+/', '-', static::class . " $test");
        $directory = dirname(__DIR__, 3) . '/target/browser-failures/' . date('His') . "-$name";
        is_dir($directory) || mkdir($directory, 0755, true);
        try {
            file_put_contents("$directory/page.png", $this->browser->screenshot());
            file_put_contents("$directory/page.html", $this->browser->url() . "\n" . $this->browser->source());
        } catch (RuntimeException $error) {
            file_put_contents("$directory/no-page.txt", $error->getMessage());
        }
        copy($this->serverLog(), "$directory/server.log");
        fwrite(STDERR, "\nWhat the browser showed is in $directory\n");
    }

    private function serverLog(): string
    {
        return "{$this->panel->directory}/server.log";
    }

    /** @return array{Instance, Simulator} */
    private static function host(string $database): array
    {
        $file = self::$stage->directory('mms') . '/customers.json';
        $panel = self::$stage->panel(
            $database,
            'after_june_2026',
            ['serwer_url' => 'http://127.0.0.1:1', 'api_login' => 'operator', 'api_pass' => 'sekret'],
            setup: ['--rights=' . self::CLERK, "--export-mms=$file"],
        );
        $customers = array_map(
            static fn (array $customer): array => ['userid' => self::mmsId($customer['lms_id'])] + $customer,
            json_decode((string) file_get_contents($file), true, 16, JSON_THROW_ON_ERROR),
        );
        file_put_contents($file, json_encode(static::customersOfMms($customers), JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR));
        $mms = self::$stage->simulator('--customers-file', $file, '--new-service', 'active');
        $panel->sql()->exec("UPDATE uiconfig SET value = '$mms->url' WHERE section = 'metroport' AND var = 'serwer_url'");

        return [$panel, $mms];
    }
}
