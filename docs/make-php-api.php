<?php

/**
 * Makes docs/php-api.md of stubs/metroport.php, with the words and examples of docs/php-api/:
 *
 *   php docs/make-php-api.php            writes it
 *   php docs/make-php-api.php --check    says whether it is current, and changes nothing
 */

declare(strict_types=1);

const MADE = __DIR__ . '/php-api.md';

if (extension_loaded('metroport')) {
    fwrite(STDERR, "The extension itself is loaded in this PHP. Run: php -n docs/make-php-api.php\n");
    exit(2);
}
$before = get_declared_classes();
require __DIR__ . '/../stubs/metroport.php';
$classes = array_map(fn ($name) => new ReflectionClass($name), array_values(array_diff(get_declared_classes(), $before)));

/** Text of a comment without its stars, and its tags as [tag, text]. @return array{string, list<array{string, string}>} */
function comment(string|false $comment): array
{
    $text = preg_replace('~^\s*(/\*\*|\*/|\*(?!/) ?)~m', '', preg_replace('~\s*\*/$~', '', (string) $comment));
    $parts = preg_split('/^ ?@(?=[a-z])/m', trim((string) $text));
    $tags = array_map(fn ($part) => explode(' ', trim($part), 2) + ['', ''], array_slice($parts, 1));
    return [words($parts[0]), $tags];
}

/** One paragraph or list per line of thought: lines that were broken for the editor are joined. */
function words(string $text): string
{
    $text = preg_replace('/\{@see ([^}]+)\}/', '`$1`', trim($text));
    $text = preg_replace('/(?<!\n)\n *+(?![\n\-])/', ' ', $text);
    return preg_replace('/\n +-/', "\n-", $text);
}

/** Splits "array{a: int, b: string} words" behind the type. @return array{string, string} */
function type(string $text): array
{
    $depth = 0;
    for ($at = 0; $at < strlen($text); $at++) {
        $depth += match ($text[$at]) {
            '{', '<', '(' => 1,
            '}', '>', ')' => -1,
            default => 0,
        };
        if ($depth === 0 && trim($text[$at]) === '') {
            break;
        }
    }
    return [substr($text, 0, $at), trim(substr($text, $at))];
}

/** A name as code that is inside the namespace would say it. */
function short(string $name): string
{
    return preg_replace('/\\\\?(Metroport\\\\)?(Exception\\\\)?/', '', $name);
}

function signature(ReflectionMethod $method): string
{
    $parameters = array_map(function (ReflectionParameter $parameter): string {
        $default = $parameter->isDefaultValueAvailable() ? ' = ' . short_export($parameter->getDefaultValue()) : '';
        return short((string) $parameter->getType()) . ' $' . $parameter->getName() . $default;
    }, $method->getParameters());
    $returns = $method->getReturnType() === null ? '' : ': ' . short((string) $method->getReturnType());
    $line = $method->getName() . '(' . implode(', ', $parameters) . ')' . $returns;
    return strlen($line) <= 100 ? $line
        : $method->getName() . "(\n    " . implode(",\n    ", $parameters) . ",\n)" . $returns;
}

function short_export(mixed $value): string
{
    return match (true) {
        $value === null => 'null',
        $value === [] => '[]',
        default => var_export($value, true),
    };
}

/** A type in the text where it fits into it, else in a block of its own behind the text. */
function typed(string $what, string $type, string $text): string
{
    $type = short($type);
    $text = words($text);
    $text = $text === '' ? '' : ($text[0] === '-' ? ":\n\n$text" : ": $text");
    return str_contains($type, "\n") || strlen($type) > 80 ? "$what$text\n\n```\n$type\n```\n\n" : "$what `$type`$text\n\n";
}

/** @param list<array{string, string}> $tags */
function tags(array $tags): string
{
    $made = '';
    foreach ($tags as [$tag, $text]) {
        [$type, $rest] = type($text);
        if ($tag === 'param') {
            [$name, $rest] = explode(' ', preg_replace('/^(\$\w+)\s*/', '$1 ', $rest), 2) + ['', ''];
            $made .= typed("`$name`", $type, $rest);
        } elseif ($tag === 'return') {
            $made .= typed('Returns', $type, $rest);
        } elseif ($tag === 'throws') {
            $made .= 'Throws `' . short($type) . '`' . ($rest === '' ? '' : ': ' . words($rest)) . "\n\n";
        }
    }
    return $made;
}

function documented(ReflectionClass $class): string
{
    $name = short($class->getName());
    [$text] = comment($class->getDocComment());
    $made = "## $name\n\n$text\n\n";
    if ($class->getParentClass() !== false) {
        $made .= 'Extends `' . short($class->getParentClass()->getName()) . "`.\n\n";
    }
    foreach ($class->getReflectionConstants() as $constant) {
        $made .= "- `$name::" . $constant->getName() . '`: ' . comment($constant->getDocComment())[0] . "\n";
    }
    foreach ($class->getProperties() as $property) {
        if ($property->getDeclaringClass()->getName() === $class->getName() && $property->getDocComment() !== false) {
            $made .= '- `' . $property->getType() . ' $' . $property->getName() . '`: ' . comment($property->getDocComment())[0] . "\n";
        }
    }
    $example = __DIR__ . "/php-api/$name.md";
    $made = rtrim($made) . "\n\n" . (is_file($example) ? trim((string) file_get_contents($example)) . "\n\n" : '');
    foreach ($class->getMethods() as $method) {
        // Only Client is made by its users.
        if ($method->getDeclaringClass()->getName() !== $class->getName()
            || ($method->isConstructor() && $method->getNumberOfParameters() === 0)) {
            continue;
        }
        [$text, $tags] = comment($method->getDocComment());
        $made .= "### $name::" . $method->getName() . "()\n\n```php\n" . signature($method) . "\n```\n\n"
            . ($text === '' ? '' : "$text\n\n") . tags($tags);
    }
    return rtrim($made) . "\n\n";
}

$made = "<!-- Made by docs/make-php-api.php of stubs/metroport.php and docs/php-api/. Edit those. -->\n\n"
    . trim((string) file_get_contents(__DIR__ . '/php-api/introduction.md')) . "\n\n";
foreach ($classes as $class) {
    $made .= documented($class);
}
$made = rtrim($made) . "\n";

if (in_array('--check', $argv, true)) {
    if ($made !== @file_get_contents(MADE)) {
        fwrite(STDERR, "docs/php-api.md is not what its sources say now. Run: php docs/make-php-api.php\n");
        exit(1);
    }
} else {
    file_put_contents(MADE, $made);
}
