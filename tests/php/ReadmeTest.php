<?php

declare(strict_types=1);

require_once __DIR__ . '/support/ExtensionTestCase.php';

/**
 * The README's examples work. Every PHP block right behind a line `<!-- tested -->` is run, in their order in one script,
 * with what a reader has: $config, $pesel (of nobody whom MMS knows) and $account (of MetroTV, with a package).
 */
final class ReadmeTest extends ExtensionTestCase
{
    public function testTheExamplesRun(): void
    {
        preg_match_all('/^<!-- tested -->\n```php\n(.*?)^```$/ms', (string) file_get_contents(__DIR__ . '/../../README.md'), $blocks);
        self::assertNotSame([], $blocks[1], 'the README has no tested example');
        $lms = Lms::withPeople('postgres');
        $lms->customer(7, 'Żak', 'Ewa');
        $setting = sprintf("\$pesel = '%s';\n\$account = %d;\n", People::pesel(7), array_key_first($this->mms->rows('accounts')));
        $known = count($this->mms->rows('services'));

        // Twice: the second time what was made the first time is there already.
        foreach ([1, 2] as $time) {
            $printed = PhpProcess::run($setting . implode("\n", $blocks[1]), $this->config($lms))->printed();
            self::assertNotSame('', $printed);
            self::assertSame([], Canary::in($printed));
        }

        self::assertGreaterThan($known, count($this->mms->rows('services')));
        $user = $lms->rows('SELECT metroport_user_id FROM metroport_customers WHERE lms_user_id = 7')[0]['metroport_user_id'];
        self::assertSame('Żak', $this->mms->rows('customers')[$user]['lastname']);
    }
}
