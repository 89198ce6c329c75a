<?php

declare(strict_types=1);

require_once __DIR__ . '/support/ExtensionTestCase.php';

/**
 * The examples of the documents work. Every PHP block right behind a line `<!-- tested -->` is run, those of one document in
 * their order in one script, with what a reader has.
 */
final class ReadmeTest extends ExtensionTestCase
{
    /** With $pesel (of nobody whom MMS knows) and $account (of MetroTV, with a package). */
    public function testTheExamplesOfTheReadmeRun(): void
    {
        $lms = Lms::withPeople('postgres');
        $lms->customer(7, 'Żak', 'Ewa');
        $account = array_key_first($this->mms->rows('accounts'));
        $known = count($this->mms->rows('services'));

        $this->runTwice('README.md', $lms, sprintf("\$pesel = '%s';\n\$account = %d;\n", People::pesel(7), $account));

        self::assertGreaterThan($known, count($this->mms->rows('services')));
        $user = $lms->rows('SELECT metroport_user_id FROM metroport_customers WHERE lms_user_id = 7')[0]['metroport_user_id'];
        self::assertSame('Żak', $this->mms->rows('customers')[$user]['lastname']);
    }

    /** With $customer (in LMS) and $account (his, of MetroTV). */
    public function testTheExamplesOfThePhpApiRun(): void
    {
        $lms = Lms::withPeople('postgres');
        $accounts = array_column($this->mms->rows('accounts'), 'id', 'userid');

        $printed = $this->runTwice('docs/php-api.md', $lms, sprintf("\$customer = 1;\n\$account = %d;\n", $accounts[People::LINKS[1]]));

        foreach (['schema        fine', 'metrotv', 'That is not a service of this customer'] as $line) {
            self::assertStringContainsString($line, $printed);
        }
        self::assertSame('Łódź', $this->mms->rows('customers')[People::LINKS[1]]['city1']);
        self::assertNotSame([], $lms->rows('SELECT id FROM metroport_metrotv_stb'));
    }

    /** What is printed. Twice: the second time what was made the first time is there already. */
    private function runTwice(string $document, Lms $lms, string $setting): string
    {
        preg_match_all('/^<!-- tested -->\n```php\n(.*?)^```$/ms', (string) file_get_contents(__DIR__ . "/../../$document"), $blocks);
        self::assertNotSame([], $blocks[1], "$document has no tested example");
        $printed = '';
        foreach ([1, 2] as $time) {
            $printed = PhpProcess::run($setting . implode("\n", $blocks[1]), $this->config($lms))->printed();
            self::assertNotSame('', $printed);
            self::assertSame([], Canary::in($printed));
        }
        return $printed;
    }
}
