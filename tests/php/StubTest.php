<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;

/** The stub tells the interface as it is: both are reflected, each in a process of its own, and compared. */
final class StubTest extends TestCase
{
    private const STUB = __DIR__ . '/../../stubs/metroport.php';

    public function testTheStubIsTheInterface(): void
    {
        $stub = self::reflected([], self::STUB);
        $extension = self::reflected(['-d', 'extension=' . Surroundings::variable('METROPORT_SO')]);

        self::assertSame(array_keys($extension['classes']), array_keys($stub['classes']));
        foreach ($extension['classes'] as $name => $class) {
            self::assertSame($class, $stub['classes'][$name], $name);
        }
        self::assertSame($extension, $stub);
    }

    public function testTheReflectionSeesSomething(): void
    {
        $stub = self::reflected([], self::STUB);

        self::assertSame(['final'], $stub['classes']['Metroport\Locks']['modifiers']);
        self::assertSame('?callable', $stub['classes']['Metroport\Locks']['methods']['lock']['parameters'][3]['type']);
        $rejected = $stub['classes']['Metroport\Exception\RejectedException'];
        self::assertSame('Metroport\Exception\MetroportException', $rejected['parent']);
        self::assertSame(['public', 'readonly'], $rejected['properties']['status']['modifiers']);
    }

    public function testTheStubHasEveryCodeInWords(): void
    {
        $stub = (string) file_get_contents(self::STUB);
        foreach ((array) glob(__DIR__ . '/../../src/{config,mms/error,store/mod}.rs', GLOB_BRACE) as $file) {
            preg_match_all('/=> "([a-z]+\.[a-z_]+)"/', (string) file_get_contents((string) $file), $codes);
            self::assertNotSame([], $codes[1], (string) $file);
            foreach ($codes[1] as $code) {
                $family = explode('.', $code)[0] . '.*';
                self::assertTrue(str_contains($stub, "`$code`") || str_contains($stub, "`$family`"), $code);
            }
        }
    }

    /** @param list<string> $options */
    private static function reflected(array $options, string ...$arguments): array
    {
        // Without php.ini: an extension that is installed in this PHP is not what is meant.
        $process = proc_open(
            [PHP_BINARY, '-n', ...$options, __DIR__ . '/support/reflect.php', ...$arguments],
            [['file', '/dev/null', 'r'], ['pipe', 'w'], STDERR],
            $pipes
        );
        $json = (string) stream_get_contents($pipes[1]);
        self::assertSame(0, proc_close($process), $json);
        return json_decode($json, true, 512, JSON_THROW_ON_ERROR);
    }
}
