<?php

declare(strict_types=1);

use LMSMetroportPlugin\Rights;
use PHPUnit\Framework\Attributes\DataProvider;

/** What the documents name is there, and what an operator needs is named. */
final class DocumentsTest extends ShimTestCase
{
    private const ROOT = __DIR__ . '/../..';
    private const OPERATORS = ['README.md', 'README.pl.md'];

    /** @return iterable<string, array{string}> */
    public static function documents(): iterable
    {
        foreach (['*.md', 'docs/*.md', '*/README.md', 'tests/*/README.md'] as $pattern) {
            foreach (glob(self::ROOT . "/$pattern") ?: [] as $path) {
                $name = substr($path, strlen(self::ROOT) + 1);
                yield $name => [$name];
            }
        }
    }

    /** @dataProvider documents */
    #[DataProvider('documents')]
    public function testLinksLeadSomewhere(string $document): void
    {
        $text = self::text($document);
        preg_match_all('/(!?)\[([^\]]*)\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)/', $text, $links, PREG_SET_ORDER);
        $broken = [];
        foreach ($links as [$whole, $picture, $words, $target]) {
            $file = $target === '' ? $document : ltrim(dirname($document) . "/$target", './');
            $anchor = preg_match('/#([^)]*)\)$/', $whole, $found) ? $found[1] : '';
            $there = file_exists(self::ROOT . "/$file") && ($anchor === '' || in_array($anchor, self::anchors($file), true));
            if (!$there || $words === '') {
                $broken[] = $whole;
            }
        }
        self::assertSame([], $broken);
    }

    public function testEveryPictureIsShownInBothReadmes(): void
    {
        foreach (glob(self::ROOT . '/docs/pictures/*') ?: [] as $picture) {
            self::assertLessThan(100_000, filesize($picture), $picture);
            foreach (self::OPERATORS as $document) {
                self::assertStringContainsString('](docs/pictures/' . basename($picture) . ')', self::text($document));
            }
        }
    }

    public function testEveryScriptAndEveryRightIsExplained(): void
    {
        $names = array_map('basename', glob(self::ROOT . '/php-shim/bin/metroport_*.php') ?: []);
        self::assertContains('metroport_converge.php', $names);
        foreach (self::OPERATORS as $document) {
            // In a row of a table, not only somewhere.
            preg_match_all('/^\| (`[^|]+) \|/m', self::text($document), $rows);
            $text = implode("\n", $rows[1]);
            self::assertSame([], array_values(array_filter(
                [...$names, ...array_keys(Rights::all())],
                static fn (string $name): bool => !str_contains($text, "`$name`"),
            )), $document);
        }
    }

    /** Scripts, files to copy and systemd's instances, in what is to be typed and in the lines that contrib has for it. */
    public function testCommandsNameWhatIsThere(): void
    {
        $typed = '';
        foreach (self::OPERATORS as $document) {
            preg_match_all('/^```(?:sh|cron)\n(.*?)^```|`([^`\n]*metroport_\w+\.php[^`\n]*)`/ms', self::text($document), $blocks);
            $typed .= implode("\n", [...$blocks[1], ...$blocks[2]]) . "\n";
        }
        foreach (glob(self::SHIM . '/contrib/*') ?: [] as $file) {
            $typed .= file_get_contents($file) . "\n";
        }
        preg_match_all('/\b(metroport_\w+)\.php((?: +-\S+| +\/\S+| +\$\w+)*)/', $typed, $commands, PREG_SET_ORDER);
        self::assertGreaterThan(40, count($commands));
        foreach ($commands as [$command, $script, $options]) {
            self::assertFileExists(self::SHIM . "/bin/$script.php", $command);
            $source = file_get_contents(self::SHIM . '/bin/bootstrap.php') . file_get_contents(self::SHIM . "/bin/$script.php");
            preg_match_all('/ --([a-z-]+)/', $options, $long);
            foreach ($long[1] as $option) {
                self::assertMatchesRegularExpression("/'$option:?' => /", $source, $command);
            }
        }
        preg_match_all('/metroport@\{([\w,]+)\}|metroport@(?!\.)([a-z_]+)\b/', $typed, $instances);
        $instances = array_filter(explode(',', implode(',', [...$instances[1], ...$instances[2]])));
        self::assertGreaterThan(5, count(array_unique($instances)));
        foreach ($instances as $instance) {
            self::assertFileExists(self::SHIM . "/bin/metroport_$instance.php");
        }
        preg_match_all('/^sudo cp (.*) \/etc/m', $typed, $copied);
        self::assertCount(4, $copied[1], 'cron and systemd, in both languages');
        foreach (explode(' ', implode(' ', $copied[1])) as $pattern) {
            self::assertNotSame([], glob(self::SHIM . "/contrib/$pattern"), $pattern);
        }
    }

    public function testCronsLinesAreThoseOfContrib(): void
    {
        $lines = static function (string $text): array {
            $place = ['$BIN' => '/var/www/html/lms/plugins/LMSMetroportPlugin/bin', '$INI' => '/etc/lms/lms.ini'];
            preg_match_all('/^#?([*\d\/]+(?: +[*\d]+){4} .*)$/m', strtr($text, $place), $found);
            return (array) preg_replace('/ +/', ' ', $found[1]);
        };
        $contrib = $lines((string) file_get_contents(self::SHIM . '/contrib/metroport.cron'));
        self::assertCount(7, $contrib);
        foreach (self::OPERATORS as $document) {
            $told = $lines(self::text($document));
            self::assertNotSame([], $told, $document);
            self::assertSame([], array_values(array_diff($told, $contrib)), $document);
        }
    }

    /** @dataProvider documents */
    #[DataProvider('documents')]
    public function testTheMakefileHasWhatIsToBeMade(string $document): void
    {
        preg_match_all('/(?<=`|^|&& )make ([a-z-]+)/m', self::text($document), $told);
        preg_match_all('/^([a-z -]+):.*##/m', self::text('Makefile'), $known);
        preg_match('/^steps := (.*)$/m', self::text('Makefile'), $steps);
        // phpize makes a Makefile of its own.
        $targets = ['install', 'test', ...preg_filter('/^/', 'test-', explode(' ', $steps[1])), ...explode(' ', implode(' ', $known[1]))];
        self::assertSame([], array_values(array_diff($told[1], $targets)));
    }

    /** Who has read a sentence on his screen finds it in the table. */
    public function testSymptomsAreInThePluginsWords(): void
    {
        $_LANG = [];
        require self::ROOT . '/php-shim/lib/locale/pl_PL/strings.php';
        foreach (['README.md' => array_keys($_LANG), 'README.pl.md' => array_values($_LANG)] as $document => $sentences) {
            $said = str_replace(['“', '”', '„', '"'], '', implode("\n", $sentences));
            preg_match_all('/^\| .*?(?:“|„)(.+?)(?: …)?” \|/mu', self::text($document), $quoted);
            self::assertGreaterThan(5, count($quoted[1]));
            foreach ($quoted[1] as $sentence) {
                self::assertStringContainsString(str_replace(['“', '”', '„', '"'], '', $sentence), $said, $document);
            }
        }
    }

    /** tests/php/ReadmeTest.php runs those that are marked. */
    public function testEveryExampleInPhpIsRun(): void
    {
        $documents = ['README.md', ...array_map(
            static fn (string $path): string => substr($path, strlen(self::ROOT) + 1),
            glob(self::ROOT . '/docs/php-api/*.md') ?: [],
        )];
        self::assertGreaterThan(10, count($documents));
        foreach ($documents as $document) {
            $text = self::text($document);
            self::assertSame(substr_count($text, "\n```php\n"), substr_count("\n$text", "\n<!-- tested -->\n```php\n"), $document);
        }
    }

    /** What PIE reads of composer.json, against what it will find; an option that it does not know it would pass over. */
    public function testPieIsToldWhatIsThere(): void
    {
        $told = json_decode(self::text('composer.json'), true, flags: JSON_THROW_ON_ERROR);
        $extension = $told['php-ext'];
        self::assertSame('php-ext', $told['type']);
        self::assertMatchesRegularExpression('#^[a-z0-9-]+/[a-z0-9-]+$#', $told['name']);
        self::assertArrayNotHasKey('version', $told, 'it is the tag');
        self::assertSame(
            ['build-path', 'extension-name', 'os-families', 'priority', 'support-nts', 'support-zts'],
            (static function (array $keys): array {
                sort($keys);
                return $keys;
            })(array_keys($extension)),
        );
        self::assertSame([true, false, ['linux']], [$extension['support-nts'], $extension['support-zts'], $extension['os-families']]);
        // PIE looks for modules/NAME.so beside the config.m4.
        self::assertFileExists(self::ROOT . "/{$extension['build-path']}/config.m4");
        self::assertStringContainsString(
            "\$(phplibdir)/{$extension['extension-name']}.so",
            self::text("{$extension['build-path']}/Makefile.frag"),
        );
        // Loaded in one place of the order, however it was installed.
        foreach (['make/deb.sh', 'make/php-extension.sh'] as $script) {
            self::assertStringContainsString("; priority={$extension['priority']}\\nextension=", self::text($script));
        }
        self::assertSame(1, preg_match('/^>=(8\.\d+),<8\.(\d+)$/', $told['require']['php'], $php));
        foreach (self::OPERATORS as $document) {
            self::assertStringContainsString("PHP $php[1]–8." . ($php[2] - 1), self::text($document));
            self::assertStringContainsString("{$told['name']}:", self::text($document));
        }
    }

    private static function text(string $document): string
    {
        return (string) file_get_contents(self::ROOT . "/$document");
    }

    /** @return list<string> as the headings of a document are linked to */
    private static function anchors(string $document): array
    {
        preg_match_all('/^#+ (.*)$/m', self::text($document), $headings);
        return array_map(
            static fn (string $heading): string =>
                str_replace(' ', '-', (string) preg_replace('/[^\p{L}\p{N} _-]/u', '', mb_strtolower($heading))),
            $headings[1],
        );
    }
}
