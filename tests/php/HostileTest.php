<?php

declare(strict_types=1);

use Metroport\Client;

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** What nobody should pass ends as an answer or an exception, never as a warning or a crash. */
final class HostileTest extends ExtensionTestCase
{
    public function testEveryParameterOfEveryMethod(): void
    {
        $code = substr((string) file_get_contents(__DIR__ . '/support/hostile.php'), strlen('<?php'));
        $process = new PhpProcess($code, $this->config(Lms::withPeople('postgres')), ['memory_limit' => '1G']);

        $ended = $process->end(300.0);

        self::assertSame([0, null, ''], [$ended->status, $ended->signal, $ended->err], substr($ended->out, -2000));
        self::assertMatchesRegularExpression('/\Acalls: (\d{4,})\n\z/', $ended->out);
        self::assertSame([], Canary::in($ended->out));
    }

    public function testReferencesInTheConfigurationAreSeenThrough(): void
    {
        $config = $this->config(Lms::withPeople('mysql'));
        $given = [];
        foreach ($config['database'] as $key => $value) {
            $given['database'][$key] = &$config['database'][$key];
        }
        foreach (array_diff_key($config, ['database' => 0]) as $key => $value) {
            $given[$key] = &$config[$key];
        }
        $database = &$given['database'];

        $client = new Client($given);
        $given['url'] = $database['type'] = 'changed later';

        self::assertSame(101, $client->customers()->mmsId(1));
        self::assertSame('Zając', $client->customers()->get(101)['lastname']);
    }

    public function testObjectsCannotBeCopiedStoredOrMadeInOtherWays(): void
    {
        foreach (self::objects($this->client()) as $object) {
            $class = get_class($object);
            $ways = [
                'clone' => fn () => clone $object,
                'serialize' => fn () => serialize($object),
                'unserialize' => fn () => unserialize(sprintf('O:%d:"%s":0:{}', strlen($class), $class)),
                'without constructor' => fn () => (new ReflectionClass($class))->newInstanceWithoutConstructor(),
                'extend' => fn () => $object instanceof Client ? new Client('x') : new $class(),
            ];
            foreach ($ways as $way => $act) {
                self::assertInstanceOf(Throwable::class, self::thrown($act), "$class: $way");
            }
            self::assertTrue((new ReflectionClass($class))->isFinal());
        }
    }

    public function testObjectsShowNothingOfTheConfiguration(): void
    {
        $client = $this->client(Lms::withPeople('postgres'));
        ob_start();
        foreach (self::objects($client) as $object) {
            var_dump($object, (array) $object);
            print_r($object);
            var_export($object);
            echo json_encode($object);
        }
        $shown = (string) ob_get_clean();

        self::assertStringContainsString('Metroport\Client', $shown);
        self::assertSame([], Canary::in($shown));
    }

    public function testTheConstructorCannotBeUsedToLookIntoTheWrongObject(): void
    {
        $client = $this->client();
        self::thrown(fn () => $client->__construct([]));
        // Failing to become another one, it is what it was.
        self::assertSame('Zając', $client->customers()->get(101)['lastname']);
    }

    public function testMmsAnswersThatAreHostile(): void
    {
        foreach (['html', 'truncated', 'types', 'empty', 'not_utf8', 'deep'] as $what) {
            $this->mms->heal();
            $this->mms->fault('*', '/Users/*', ['kind' => 'garbage', 'what' => $what]);
            $acts = [fn () => $this->client()->customers()->get(101), fn () => $this->client()->customers()->update(101, ['city' => 'X'])];
            foreach ($acts as $act) {
                try {
                    $act();
                } catch (Metroport\Exception\MetroportException $e) {
                    self::assertSame([], Canary::in($e->getMessage()), $what);
                }
            }
        }
        $this->mms->heal();
        foreach (['canonical', 'strings', 'legacy', 'sparse', 'chaotic'] as $shape) {
            $this->mms->control('POST', 'shape', ['preset' => $shape]);
            self::assertSame('Zając', $this->client()->customers()->get(101)['lastname'], $shape);
        }
    }

    /** @return list<object> the client and everything it gives out */
    private static function objects(Client $client): array
    {
        $objects = [$client];
        foreach ((new ReflectionClass($client))->getMethods() as $method) {
            if (str_starts_with((string) $method->getReturnType(), 'Metroport\\')) {
                $objects[] = $client->{$method->getName()}(...array_fill(0, $method->getNumberOfRequiredParameters(), 1));
            }
        }
        self::assertGreaterThan(4, count($objects));
        return $objects;
    }
}
