<?php

declare(strict_types=1);

use LMSMetroportPlugin\Attention;
use LMSMetroportPlugin\Handler\WelcomeHandler;
use LMSMetroportPlugin\Lists\Differences;
use LMSMetroportPlugin\Lists\Listing;
use LMSMetroportPlugin\Lists\Queue;
use LMSMetroportPlugin\Module;
use LMSMetroportPlugin\QueueAction;
use LMSMetroportPlugin\QueueKind;
use LMSMetroportPlugin\Refusal;
use MetroportFake\Script;
use PHPUnit\Framework\Attributes\DataProvider;

/** The page "Queue and differences", what may be done on it by whom, and the box on LMS's first page. */
final class QueueTest extends ShimTestCase
{
    private const ROW = ['kind' => 'data', 'customer_id' => 7, 'customer_name' => '<b>ŻÓŁĆ</b> Anna', 'wanted' => 'data',
        'since' => 1704072120, 'by' => 'klerk', 'attempts' => 2, 'next_attempt_at' => 1704072180, 'state' => 'waiting',
        'code' => 'mms.timeout', 'text' => null];
    private const RIGHTS = ['data' => 'metroportcustomerupdate_ajax', 'metrotv' => 'metroportmetrotvservicesaction',
        'fsecure' => 'metroportfsecureservicesaction'];

    private static function refusal(callable $work): string
    {
        try {
            $work();
        } catch (Refusal $refusal) {
            return $refusal->reason;
        }
        return '';
    }

    /** @return array<string, array{Listing, string, string}> list, the extension's method, its template */
    public static function lists(): array
    {
        return [
            'queue' => [new Queue(), 'page', 'metroportqueuelist'],
            'differences' => [new Differences(), 'differences', 'metroportdifferencelist'],
        ];
    }

    public function testOnlyWhatMmsSaidIsShownAsItsAnswer(): void
    {
        Script::$queue = [
            ['code' => 'mms.rejected', 'text' => 'Zły NIP'] + self::ROW,
            ['code' => 'mms.outcome_unknown', 'text' => 'PUT /Users/users/{id}: the outcome is not known'] + self::ROW,
        ];
        self::assertSame(['Zły NIP', ''], array_column((new Queue())->answer([])['rows'], 'mms'));
        self::assertStringNotContainsString('/Users/', (new Queue())->answer(['csv' => '1'])['text']);
    }

    /** @dataProvider lists */
    #[DataProvider('lists')]
    public function testTheExtensionKnowsItsColumnsAndStatesAndTheTemplateItsKeys(Listing $list, string $method, string $template): void
    {
        Script::$queue = [self::ROW];
        // Behind the beginning of the class: other classes have a page(), too.
        $stub = strstr((string) file_get_contents(__DIR__ . '/../../stubs/metroport.php'), 'final class Queue');
        self::assertSame(1, preg_match(
            "/@param string \\\$sort ([^@]*?)@param string \\\$state ([^@]*?)@return[^@]*?function $method\\(/",
            $stub,
            $match,
        ));
        self::assertSame([], array_diff(array_keys($list->states()), preg_match_all('/\w+/', $match[2], $words) ? $words[0] : []));

        $text = (string) file_get_contents(self::TEMPLATES . "/$template.html");
        preg_match_all('/data-sort="(\w+)"/', $text, $offered);
        preg_match_all('/`(\w+)`/', $match[1], $sorts);
        self::assertEqualsCanonicalizing($sorts[1], $offered[1]);
        foreach ($offered[1] as $sort) {
            Script::$calls = [];
            $list->answer(['sort' => $sort]);
            self::assertSame($sort, Script::$calls[0][4]);
        }

        foreach (['person', 'card'] as $part) {
            $text .= file_get_contents(self::TEMPLATES . "/metroport/$part.html");
        }
        preg_match_all('/data-(?:text|if|unless|link|class)="(\w+)"/', $text, $used);
        $rows = $list->answer([])['rows'];
        self::assertNotEmpty($rows);
        foreach ($rows as $row) {
            self::assertSame([], array_diff($used[1], array_keys($row)));
        }
        $lines = explode("\r\n", rtrim($list->answer(['csv' => '1'])['text']));
        self::assertCount(count($rows) + 1, $lines);
        self::assertCount(count($list->columns()), str_getcsv($lines[1], ';', '"', ''));
    }

    public function testARowSaysWhatWhyAndWhenAgain(): void
    {
        date_default_timezone_set('Europe/Warsaw');
        Host::$config['privileges.' . self::RIGHTS['metrotv']] = '1';
        Script::$queue = [
            self::ROW,
            ['wanted' => 'lock', 'kind' => 'metrotv', 'code' => null, 'next_attempt_at' => null] + self::ROW,
            ['state' => 'refused', 'code' => 'mms.rejected', 'text' => '<i>nie</i>', 'next_attempt_at' => null] + self::ROW,
        ];
        [$waiting, $lock, $refused] = (new Queue())->answer([])['rows'];

        self::assertSame(["send the customer's data", '2024/01/01 02:22', 'brown', '2024/01/01 02:23'],
            [$waiting['what'], $waiting['since'], $waiting['state_class'], $waiting['next']]);
        self::assertStringContainsString('did not answer', $waiting['why']);
        self::assertSame(['lock MetroTV', 'not tried yet', 'with the next run'], [$lock['what'], $lock['why'], $lock['next']]);
        self::assertSame(['MMS refused.', '<i>nie</i>', 'red'], [$refused['why'], $refused['mms'], $refused['state_class']]);
        self::assertStringStartsWith('only when', $refused['next']);
        // Nobody has to look before it is tried again: that is done then.
        Script::$queue = [['code' => 'mms.outcome_unknown'] + self::ROW];
        self::assertStringContainsString('will find out', (new Queue())->answer([])['rows'][0]['why']);
        self::assertSame([false, true, false], [$waiting['permitted'], $lock['permitted'], $refused['permitted']]);
    }

    public function testADifferenceSaysWhatItCosts(): void
    {
        [$deleted, $gone, $strange] = (new Differences())->answer([])['rows'];
        self::assertSame(['#41, #42', '', '59,90 PLN'], [$deleted['accounts'], $deleted['services'], $deleted['monthly']]);
        self::assertSame(['', '#21', ''], [$gone['accounts'], $gone['services'], $gone['monthly']]);
        self::assertSame('strange', $strange['what'], 'a word that is not known yet');
    }

    public function testEachKindNeedsItsOwnRight(): void
    {
        $retry = static fn (string $kind): string =>
            self::refusal(static fn () => QueueAction::answer(['action' => 'retry', 'kind' => $kind, 'customer_id' => '7']));
        $module = new Module('metroportqueueaction', ...array_values(self::RIGHTS));
        $_POST['token'] = LMSMetroportPlugin\CsrfToken::issue();
        self::assertSame(403, $module->reply(static fn (): array => [])[0]);
        foreach (self::RIGHTS as $kind => $right) {
            Host::$config["privileges.$right"] = '1';
            self::assertSame([$kind], array_column(QueueKind::permitted(), 'value'));
            self::assertSame(200, $module->reply(static fn (): array => [])[0], $right);
            foreach (array_keys(self::RIGHTS) as $other) {
                Script::$calls = [];
                self::assertSame($other === $kind ? '' : 'request.right', $retry($other), "$right for $other");
                self::assertSame($other === $kind ? [['retry', $other, 7]] : [], Script::$calls);
            }
            Host::$config["privileges.$right"] = '';
        }
        self::assertSame('request.action', $retry('everything'));
    }

    public function testARetryThatFailsQuotesMmsAndNobodyElse(): void
    {
        Host::$config['privileges.superuser'] = '1';
        foreach ([['mms.rejected', 'Zły NIP', 'Zły NIP'], ['mms.unreachable', 'MMS cannot be reached (Connection refused)', '']] as [$code, $message, $quoted]) {
            Script::$run = ['lines' => [['outcome' => 'failed', 'code' => $code, 'message' => $message]]];
            try {
                QueueAction::answer(['action' => 'retry', 'kind' => 'data', 'customer_id' => '7']);
                self::fail('it was done');
            } catch (Refusal $refusal) {
                self::assertSame([$code, $quoted], [$refusal->reason, $refusal->mmsText]);
            }
        }
    }

    public function testAllOfAKindAndGivingUp(): void
    {
        Host::$config['privileges.superuser'] = '1';
        Script::$run = ['done' => 3, 'refused' => 1, 'failed' => 0, 'waiting' => 9];
        $all = static fn (): string => QueueAction::answer(['action' => 'retry_all', 'kind' => 'metrotv'])['notice'];
        self::assertSame('Done: 3, refused by MMS: 1, failed: 0, still waiting: 9.', $all());
        Script::$run = ['stopped' => ['code' => 'queue.busy', 'message' => '']];
        self::assertStringContainsString('another run', $all());
        self::assertSame([['retry', 'metrotv', null], ['retry', 'metrotv', null]], Script::$calls);

        $giveUp = static fn (string $customer): string => QueueAction::answer(
            ['action' => 'give_up', 'kind' => 'data', 'customer_id' => $customer, 'reason' => ' dawno temu '],
        )['notice'];
        self::assertSame('Given up.', $giveUp('7'));
        self::assertContains(['giveUp', 'data', 7, 'dawno temu'], Script::$calls);
        self::assertSame('queue.gone', self::refusal(static fn () => $giveUp('4')));
        self::assertSame('request.action', self::refusal(static fn () => QueueAction::answer(['action' => 'x', 'kind' => 'data'])));
    }

    public function testTheFirstPageSaysWhatNeedsAPersonAndOnlyThat(): void
    {
        Script::$attention = ['refused' => 2, 'late' => 0, 'deleted' => 1];
        self::assertSame([], Attention::sentences(), 'no right to read');
        self::assertSame([], Script::$calls, 'nothing is asked for who may not see it');

        Host::$config['privileges.metroport_readonly'] = '1';
        self::assertSame([
            ['text' => 'Refused by MMS: 2', 'link' => '?m=metroportqueuelist'],
            ['text' => 'Deleted in LMS, but not in MMS: 1', 'link' => '?m=metroportdifferencelist'],
        ], Attention::sentences());

        Script::$attention = ['refused' => 0, 'late' => 0, 'deleted' => 0];
        self::assertSame([], Attention::sentences());
        Host::$config['metroport.api_login'] = '';
        Script::$calls = [];
        self::assertSame([[], []], [Attention::sentences(), Script::$calls], 'not configured');
    }

    public function testTheFirstPageTellsTheAdministratorWhatIsWrongWithTheSettings(): void
    {
        $link = '?m=metroportconnectiontest';
        Host::$config['metroport.api_timeout'] = '10s';
        Host::$config['privileges.metroport_readonly'] = '1';
        self::assertSame([], Attention::sentences());

        Host::$config['privileges.metroportconnectiontest'] = '1';
        [$wrong] = Attention::sentences();
        self::assertSame($link, $wrong['link']);
        self::assertStringContainsString('metroport.api_timeout', $wrong['text']);

        Host::$config['metroport.api_pass'] = '';
        self::assertCount(2, Attention::sentences());
        self::assertStringContainsString('metroport.api_pass', Attention::sentences()[0]['text']);
    }

    public function testTheFirstPageSurvivesWhateverHappens(): void
    {
        Host::$config['privileges.metroport_readonly'] = '1';
        Script::$failure = Script::failure('store.unreachable');
        $plugin = new class extends LMSMetroportPlugin {
            public function hook(string $name, mixed $data): mixed
            {
                return $this->dispatcher($name, $data);
            }
        };
        $smarty = new class {
            public array $values = [];

            public function assign(string $name, mixed $value): void
            {
                $this->values[$name] = $value;
            }
        };
        self::assertSame(['smarty' => $smarty], $plugin->hook('welcome_before_module_display', ['smarty' => $smarty]));
        self::assertSame([], $smarty->values);

        Script::$failure = null;
        (new WelcomeHandler())->show(['smarty' => $smarty]);
        self::assertSame(['metroport_attention' => []], $smarty->values);
    }
}
