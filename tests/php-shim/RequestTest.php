<?php

declare(strict_types=1);

use LMSMetroportPlugin\Asset;
use LMSMetroportPlugin\CsrfToken;
use LMSMetroportPlugin\Failure;
use LMSMetroportPlugin\JournalWords;
use LMSMetroportPlugin\ListRequest;
use LMSMetroportPlugin\Lists\Clients;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\Rights;
use LMSMetroportPlugin\State;
use LMSMetroportPlugin\Unavailable;
use MetroportFake\Script;

/** Requests of the plugin's pages: who may ask, what is taken from a request, what is answered. */
final class RequestTest extends ShimTestCase
{
    private function reply(callable $answer): array
    {
        return (new Module('metroportclientlist', Rights::READ))->reply($answer);
    }

    private function allow(): void
    {
        Host::$config['privileges.metroport_readonly'] = '1';
        $_POST['token'] = CsrfToken::issue();
    }

    public function testATokenBelongsToOneSessionAndOneSecret(): void
    {
        $token = CsrfToken::of('session', 'secret');
        self::assertMatchesRegularExpression('/^[0-9a-f]{64}$/', $token);
        self::assertSame($token, CsrfToken::of('session', 'secret'));
        self::assertNotSame($token, CsrfToken::of('other', 'secret'));
        self::assertNotSame($token, CsrfToken::of('session', 'other'));

        $token = CsrfToken::issue();
        self::assertTrue(CsrfToken::accepts($token));
        self::assertFalse(CsrfToken::accepts(''));
        self::assertFalse(CsrfToken::accepts(strtoupper($token)));
        $_COOKIE['SID'] = str_repeat('b', 64);
        self::assertFalse(CsrfToken::accepts($token));
    }

    public function testWithoutSessionOrSecretNobodyIsAccepted(): void
    {
        foreach ([['', 'secret'], ['session', '']] as [$session, $secret]) {
            self::assertSame('', CsrfToken::of($session, $secret));
        }
        foreach ([[], ['SID' => ''], ['SID' => ['x']]] as $_COOKIE) {
            self::assertFalse(CsrfToken::accepts(CsrfToken::issue()));
        }
    }

    /** In a process of its own: PHP looks for the function once, and finds the namespace's own before PHP's. */
    public function testATokenIsComparedInConstantTime(): void
    {
        $code = <<<'PHP'
            namespace LMSMetroportPlugin {
                function hash_equals(string $known, string $given): bool
                {
                    echo \strlen($known), " $given\n";
                    return \hash_equals($known, $given);
                }
            }
            namespace {
                require $argv[1] . '/host/lms.php';
                require $argv[2] . '/LMSMetroportPlugin.php';
                Host::reset();
                $_COOKIE['SID'] = str_repeat('a', 64);
                var_dump(\LMSMetroportPlugin\CsrfToken::accepts('wrong'));
            }
            PHP;
        $command = [PHP_BINARY, '-r', $code, __DIR__, self::SHIM];
        exec(implode(' ', array_map('escapeshellarg', $command)) . ' 2>&1', $said);
        self::assertSame(['64 wrong', 'bool(false)'], $said);
    }

    public function testNothingRunsWithoutRightPostAndToken(): void
    {
        $never = static function (): array {
            throw new LogicException('ran');
        };

        $this->allow();
        Host::$config['privileges.metroport_readonly'] = '';
        Host::$config['privileges.read_only'] = '1';
        [$status, $body] = $this->reply($never);
        self::assertSame([403, 'request.right'], [$status, $body['error']['code']]);

        $this->allow();
        $_SERVER['REQUEST_METHOD'] = 'GET';
        [$status, $body] = $this->reply($never);
        self::assertSame([405, 'request.method'], [$status, $body['error']['code']]);

        $_SERVER['REQUEST_METHOD'] = 'POST';
        foreach ([null, '', 'wrong', ['a']] as $token) {
            $_POST = ['token' => $token];
            [$status, $body] = $this->reply($never);
            self::assertSame([403, 'request.token'], [$status, $body['error']['code']]);
        }
    }

    public function testFailuresAreSentences(): void
    {
        $this->allow();
        Script::$failure = Script::failure('mms.rejected', '<b>zajęty</b>');
        [$status, $body] = $this->reply((new Clients())->answer(...));
        self::assertSame(200, $status);
        self::assertSame(
            ['code' => 'mms.rejected', 'sentence' => 'MMS refused.', 'mms' => '<b>zajęty</b>'],
            $body['error'],
        );

        [, $body] = $this->reply(static fn () => throw new TypeError('PESEL 44051401359'));
        self::assertSame('internal', $body['error']['code']);
        self::assertStringNotContainsString('44051401359', json_encode($body));

        Host::$config['metroport.api_pass'] = '';
        $this->allow();
        [, $body] = $this->reply((new Clients())->answer(...));
        self::assertSame('state.not_configured', $body['error']['code']);
        self::assertStringContainsString('metroport.api_pass', $body['error']['sentence']);
    }

    public function testEveryCodeOfTheExtensionHasItsOwnSentence(): void
    {
        preg_match_all('/`((?:mms|store|link|locks|customer|service|account|decoder|package)\.[a-z_]+)`/', (string) file_get_contents(
            __DIR__ . '/../../stubs/metroport.php',
        ), $codes);
        $codes = array_unique([...$codes[1], ...self::codesOfTheSource()]);
        self::assertGreaterThan(50, count($codes));
        foreach ($codes as $code) {
            self::assertStringNotContainsString($code, Failure::sentence($code), "no sentence for $code");
        }
        self::assertStringContainsString('config.url', Failure::sentence('config.url'));
        self::assertStringContainsString('mms.new', Failure::sentence('mms.new'));
    }

    /** PHP takes the first one silently. */
    public function testNoCodeHasTwoSentences(): void
    {
        preg_match_all("/'[a-z_]+\.[a-z_]+'(?=(?:, '[a-z_.]+')* =>)/", (string) file_get_contents(__DIR__ . '/../../php-shim/lib/Failure.php'), $codes);
        self::assertGreaterThan(80, count($codes[0]));
        self::assertSame([], array_keys(array_filter(array_count_values($codes[0]), static fn (int $count): bool => $count > 1)));
    }

    /** @return list<string> what looks like an error's code and is no action of the journal */
    private static function codesOfTheSource(): array
    {
        $source = '';
        $files = new RecursiveIteratorIterator(new RecursiveDirectoryIterator(__DIR__ . '/../../src', FilesystemIterator::SKIP_DOTS));
        foreach ($files as $file) {
            // What a file tests stands at its end.
            $source .= explode('#[cfg(test)]', (string) file_get_contents((string) $file))[0];
        }
        preg_match_all('/"((?:mms|store|link|locks|sync|queue|list|customer|service|account|decoder|package|plan|network|liability|tie|settlement|business)\.[a-z_]+)"/', $source, $found);
        return array_values(array_diff($found[1], array_keys(JournalWords::actions())));
    }

    public function testTheLogGetsNoForeignMessages(): void
    {
        $log = tempnam(sys_get_temp_dir(), 'metroport');
        ini_set('error_log', $log);
        Failure::log(new RuntimeException('PESEL 44051401359'));
        Failure::log(Script::failure('mms.rejected', 'PESEL 44051401359'));
        Failure::log(new Unavailable(State::judge(null, null, [], 'fpm-fcgi', '/srv/lms')));
        $written = (string) file_get_contents($log);
        unlink($log);
        self::assertStringContainsString('RuntimeException in ' . __FILE__, $written);
        self::assertStringContainsString('mms.rejected: an English message', $written);
        self::assertStringContainsString('LMSMetroportPlugin: state.extension_missing in', $written);
        self::assertStringNotContainsString('44051401359', $written);
    }

    public function testListAsksForWhatThePageWants(): void
    {
        $this->allow();
        Host::$config['metroport.list_pagelimit'] = '20';
        $_POST += ['page' => '2', 'search' => ' jan ', 'sort' => 'city', 'descending' => '1', 'state' => 'linked'];
        [, $body] = $this->reply((new Clients())->answer(...));

        self::assertSame([['page', 20, 20, 'jan', 'city', true, 'linked']], Script::$calls);
        self::assertSame(['total', 'page', 'limit', 'note', 'rows'], array_keys($body));
        self::assertSame(7, Script::$config['user']);
        self::assertSame('Jan Operator', Script::$config['actor']);
    }

    public function testListTakesOnlyWhatItKnows(): void
    {
        $request = ListRequest::from(
            ['page' => '-3', 'search' => ['x'], 'sort' => 'pesel', 'descending' => 'yes', 'state' => "all' --"],
            ['lastname', 'city'],
            ['all', 'linked'],
        );
        self::assertSame(
            [1, 0, '', 'lastname', false, 'all'],
            [$request->page, $request->offset(), $request->search, $request->sort, $request->descending, $request->state],
        );

        $request = ListRequest::from(
            ['page' => '99999999999999999999', 'search' => str_repeat('ż', 200) . "\xff"],
            ['lastname', 'city'],
            ['all', 'linked'],
        );
        self::assertSame(100, mb_strlen($request->search));
        self::assertSame('ab?', ListRequest::from(['search' => " a\0b\xff "], ['lastname'], ['all'])->search, 'what PostgreSQL does not take');
        self::assertIsInt($request->offset());
    }

    public function testPageLimit(): void
    {
        $cases = [['', '', 100], ['', '50', 50], ['30', '50', 30], ['x', '50', 50], ['-1', '', 100], ['999999', '', 100], ['', '999999', 10000]];
        foreach ($cases as [$ours, $lms, $expected]) {
            Host::$config['metroport.list_pagelimit'] = $ours;
            Host::$config['phpui.list_pagelimit'] = $lms;
            self::assertSame($expected, ListRequest::pageLimit());
        }
    }

    public function testPeselIsForThoseWhoMaySeeIt(): void
    {
        $this->allow();
        [, $body] = $this->reply((new Clients())->answer(...));
        self::assertStringNotContainsString('44051401359', json_encode($body));
        self::assertContains('***********', array_column($body['rows'], 'pesel'));

        Host::$config['privileges.customer_sensitive_data_view'] = '1';
        [, $body] = $this->reply((new Clients())->answer(...));
        self::assertContains('44051401359', array_column($body['rows'], 'pesel'));

        // LMS can keep it even from those with full access.
        Host::$config['privileges.customer_sensitive_data_view'] = '';
        Host::$config['privileges.superuser'] = '1';
        self::assertTrue(Rights::seesSensitiveData());
        Host::$config['customers.restrictive_sensitive_data_access'] = '1';
        self::assertFalse(Rights::seesSensitiveData());
    }

    public function testAddressesLeaveOutWhatIsNotThere(): void
    {
        $row = ['mms_id' => 1, 'company' => true, 'lastname' => 'FIRMA', 'name' => '', 'pesel' => null, 'nip' => null,
            'email' => null, 'city' => 'Wólka', 'zip' => '', 'street' => '', 'house' => '', 'flat' => '',
            'customer_id' => null, 'customer_name' => null];
        self::assertSame('Wólka', (new Clients())->row($row)['address']);
        self::assertSame('FIRMA', (new Clients())->row($row)['title']);
        $row = ['zip' => '05-500', 'street' => 'Długa', 'house' => '7A', 'flat' => '3'] + $row;
        self::assertSame('05-500 Wólka, Długa 7A/3', (new Clients())->row($row)['address']);
    }

    public function testAssetsAreOnlyScriptsAndStyles(): void
    {
        self::assertFileExists((string) Asset::path('metroport.js'));
        self::assertFileExists((string) Asset::path('metroport.css'));
        foreach (['', '../LMSMetroportPlugin.php', 'js/metroport.js', 'metroport.php', "metroport.js\n", 'none.js'] as $name) {
            self::assertNull(Asset::path($name));
        }
        self::assertMatchesRegularExpression(
            '/^\?m=metroportasset&api=1&f=metroport\.css&v=2\.0\.0-\d+$/',
            Asset::url('metroport.css'),
        );
    }
}
