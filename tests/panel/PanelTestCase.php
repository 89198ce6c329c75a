<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;

/** The plugin inside the stand-in for LMS, with the real extension unless a test wants none. */
abstract class PanelTestCase extends TestCase
{
    protected const CLERK = 'klerk=metroport_readonly,metroportconnectiontest';

    /** @var list<callable> */
    private array $undo = [];

    protected function tearDown(): void
    {
        foreach (array_reverse($this->undo) as $undo) {
            $undo();
        }
        $this->undo = [];
        putenv('PHP_INI_SCAN_DIR');
    }

    /** @return iterable<string, array{string, string}> */
    public static function hosts(): iterable
    {
        foreach (['postgres', 'mysql'] as $database) {
            foreach (['after_june_2026', 'before'] as $order) {
                yield "$database, LMS $order" => [$database, $order];
            }
        }
    }

    /** @param array<string, string> $settings `metroport.*` without the prefix */
    protected function panel(string $database, string $order, array $settings, bool $extension = true): Instance
    {
        $this->usePhp($extension);
        $plugin = $this->directory('LMSMetroportPlugin');
        $root = dirname(__DIR__, 2);
        exec("cp -r $root/php-shim/. $plugin && cp -r $root/templates $plugin/", $output, $status);
        self::assertSame(0, $status);

        $setup = ['--customers=60', '--set=phpui.plugins=LMSMetroportPlugin', '--rights=' . self::CLERK];
        foreach ($settings as $key => $value) {
            $setup[] = "--set=metroport.$key=$value";
        }
        $panel = new Instance($database, [$plugin], ['host.boot_order' => $order], $setup);
        $this->undo[] = $panel->remove(...);
        // LMS makes the plugin's tables when it meets the enabled plugin first.
        Browser::of($panel)->get('?m=welcome');

        return $panel;
    }

    protected function simulator(): Simulator
    {
        $simulator = new Simulator();
        $this->undo[] = $simulator->stop(...);

        return $simulator;
    }

    /**
     * Runs lms-notify and gives what it says.
     *
     * @return array{int, string, string} exit status, standard output, standard error
     */
    protected function notify(Instance $panel, string ...$arguments): array
    {
        $command = [PHP_BINARY, "$panel->directory/bin/lms-notify.php", '-C', $panel->ini(), '-t', 'debtors', ...$arguments];
        $process = proc_open($command, [['file', '/dev/null', 'r'], ['pipe', 'w'], ['pipe', 'w']], $pipes, $panel->directory);
        $said = stream_get_contents($pipes[1]);
        $complained = stream_get_contents($pipes[2]);

        return [proc_close($process), $said, $complained];
    }

    /** What a page of the plugin loads behind itself. */
    protected static function load(Browser $browser, string $module, array $fields = []): array
    {
        $page = $browser->get("?m=$module")->body;
        self::assertSame(1, preg_match('/data-url="([^"]+)"\s+data-token="([^"]+)"/', $page, $found), "nothing to load on $module");

        return $browser->post(html_entity_decode($found[1]), $fields + ['token' => html_entity_decode($found[2])])->json();
    }

    /** PHP of the panel and of its scripts, with or without the extension. */
    private function usePhp(bool $extension): void
    {
        $directory = $this->directory('php');
        $library = getenv('METROPORT_EXTENSION') ?: dirname(__DIR__, 2) . '/target/release/libmetroport.so';
        self::assertFileExists($library, 'make ext builds it');
        file_put_contents("$directory/metroport.ini", $extension ? "extension=$library\n" : '');
        // The colon stands for PHP's own directory.
        putenv("PHP_INI_SCAN_DIR=:$directory");
    }

    private function directory(string $name): string
    {
        $parent = sys_get_temp_dir() . '/panel_' . getmypid() . '_' . bin2hex(random_bytes(4));
        mkdir("$parent/$name", 0755, true);
        $this->undo[] = static fn () => exec('rm -rf ' . escapeshellarg($parent));

        return "$parent/$name";
    }
}
