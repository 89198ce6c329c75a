<?php

declare(strict_types=1);

/** Rules for what the browser gets, and that every string of the interface has its Polish. */
final class TemplateTest extends ShimTestCase
{
    /** Smarty tags that print: `{$x}`, `{$x.y->z()}`, `{trans(...)}`, `{"..."|...}`. */
    private const PRINTING = '/\{(?:\$[^={}]*|[a-z_]+\([^{}]*|["\'][^{}]*)\}/i';

    private static function templates(): array
    {
        return [...self::files(self::TEMPLATES, 'html'), ...self::files(self::SHIM . '/userpanel', 'html')];
    }

    private static function withoutComments(string $template): string
    {
        return preg_replace('/\{\*.*?\*\}/s', '', $template);
    }

    public function testTheRuleFindsBareValues(): void
    {
        foreach (['{$x}', '{$x.y}', '{$x->y()}', '{trans("a")}', '{$a["b"]}', '{"x"}'] as $bare) {
            self::assertSame(1, preg_match(self::PRINTING, $bare), $bare);
        }
        self::assertSame(0, preg_match(self::PRINTING, '{if $x}{/if}{$x = 1}{foreach $a as $b}'));
    }

    public function testEveryPrintedValueIsEscaped(): void
    {
        self::assertNotEmpty(self::templates());
        foreach (self::templates() as $file) {
            preg_match_all(self::PRINTING, self::withoutComments((string) file_get_contents($file)), $tags);
            foreach ($tags[0] as $tag) {
                self::assertMatchesRegularExpression('/\|(escape|intval)\}$/', $tag, "$file prints $tag");
            }
        }
    }

    public function testScriptsAndStylesAreFiles(): void
    {
        foreach (self::templates() as $file) {
            $template = self::withoutComments((string) file_get_contents($file));
            self::assertDoesNotMatchRegularExpression('/\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:/i', $template, $file);
            self::assertDoesNotMatchRegularExpression('/<script(?![^>]*\ssrc=)/i', $template, $file);
        }
    }

    public function testScriptsMakeTextAndNoMarkup(): void
    {
        foreach (self::files(self::SHIM . '/js', 'js') as $file) {
            self::assertDoesNotMatchRegularExpression(
                '/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\.html\(|\beval\b|new Function/',
                (string) file_get_contents($file),
                $file,
            );
        }
    }

    /** @return array<string, string> literal => where */
    private static function literals(): array
    {
        $found = [LMSMetroportPlugin::PLUGIN_DESCRIPTION => 'PLUGIN_DESCRIPTION'];
        foreach (self::templates() as $file) {
            preg_match_all('/trans\((["\'])(.*?)\1[,)]/', (string) file_get_contents($file), $matches);
            $found += array_fill_keys($matches[2], $file);
        }
        foreach (self::files(self::SHIM, 'php') as $file) {
            $tokens = array_values(array_filter(
                PhpToken::tokenize((string) file_get_contents($file)),
                static fn (PhpToken $token): bool => !$token->isIgnorable(),
            ));
            foreach ($tokens as $i => $token) {
                if ($token->is('trans') && $tokens[$i + 1]->is('(') && $tokens[$i + 2]->is(T_CONSTANT_ENCAPSED_STRING)) {
                    $found[stripslashes(substr($tokens[$i + 2]->text, 1, -1))] = $file;
                }
            }
        }
        return $found;
    }

    public function testEveryStringHasItsPolish(): void
    {
        $_LANG = [];
        require self::SHIM . '/lib/locale/pl_PL/strings.php';
        $literals = self::literals();
        self::assertGreaterThan(80, count($literals));
        self::assertSame([], array_diff_key($literals, $_LANG), 'without Polish');
        self::assertSame([], array_diff(array_keys($_LANG), array_keys($literals)), 'Polish for nothing');

        foreach ($_LANG as $english => $polish) {
            preg_match_all('/\$[a-d]/', $english, $theirs);
            preg_match_all('/\$[a-d]/', $polish, $ours);
            self::assertEqualsCanonicalizing($theirs[0], $ours[0], $english);
        }
    }
}
