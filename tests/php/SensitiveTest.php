<?php

declare(strict_types=1);

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** Personal data and passwords in stack traces, where PHP is told to put arguments into them. */
final class SensitiveTest extends ExtensionTestCase
{
    private const SENSITIVE = ['config', 'database', 'pesel', 'nip', 'customer', 'address', 'search'];

    public function testAStackTraceTellsNoSecretArgument(): void
    {
        // PHP 8.1 knows no sensitive parameters.
        $secret = PHP_VERSION_ID < 80200 ? 'false' : 'true';
        $code = 'foreach ([
                fn () => new Metroport\Client(["timeout" => -1] + $config),
                fn () => (new Metroport\Client($config))->customers()->findByPesel("12345"),
                fn () => (new Metroport\Client($config))->customers()->findByNip("12345"),
            ] as $call) {
                try {
                    $call();
                    echo "nothing was thrown ";
                } catch (Metroport\Exception\MetroportException $e) {
                    echo json_encode($e->getTrace()[0]["args"][0] instanceof SensitiveParameterValue), " ";
                }
            }';

        $ended = PhpProcess::run($code, $this->config(), ['zend.exception_ignore_args' => '0']);

        self::assertSame("$secret $secret $secret ", $ended->printed());
    }

    /** Of all classes, those of tomorrow too. */
    public function testAllSuchParametersAreMarked(): void
    {
        $marked = [];
        $named = [];
        foreach ((new ReflectionExtension('metroport'))->getClasses() as $class) {
            foreach ($class->getMethods() as $method) {
                foreach ($method->getParameters() as $parameter) {
                    $name = "{$method->class}::{$method->name}({$parameter->name})";
                    $parameter->getAttributes('SensitiveParameter') === [] || $marked[] = $name;
                    in_array($parameter->name, self::SENSITIVE, true) && $named[] = $name;
                }
            }
        }

        self::assertContains('Metroport\Customers::findByPesel(pesel)', $named);
        self::assertSame(PHP_VERSION_ID < 80200 ? [] : $named, $marked);
    }
}
