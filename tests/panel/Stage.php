<?php

declare(strict_types=1);

/** What tests of the plugin stand on: hosts with it, simulators, directories; taken down again in the opposite order. */
final class Stage
{
    /** @var list<callable> */
    private array $undo = [];

    public function clear(): void
    {
        while ($this->undo !== []) {
            array_pop($this->undo)();
        }
        putenv('PHP_INI_SCAN_DIR');
    }

    /** @param callable(): mixed $undo */
    public function later(callable $undo): void
    {
        $this->undo[] = $undo;
    }

    /**
     * A host with the plugin, and with the real extension unless there should be none.
     *
     * @param string $order when LMS meets its plugins, see tests/host/README.md
     * @param array<string, string> $settings `metroport.*` without the prefix
     * @param list<string> $setup more options of host-setup.php; by default there are 60 customers
     */
    public function panel(string $database, string $order, array $settings, bool $extension = true, array $setup = []): Instance
    {
        $this->usePhp($extension);
        $plugin = $this->directory('LMSMetroportPlugin');
        $root = dirname(__DIR__, 2);
        exec("cp -r $root/php-shim/. $plugin && cp -r $root/templates $plugin/", $output, $status);
        PHPUnit\Framework\Assert::assertSame(0, $status);

        array_unshift($setup, '--customers=60', '--set=phpui.plugins=LMSMetroportPlugin');
        foreach ($settings as $key => $value) {
            $setup[] = "--set=metroport.$key=$value";
        }
        $panel = new Instance($database, [$plugin], ['host.boot_order' => $order], $setup);
        $this->later($panel->remove(...));
        // LMS makes the plugin's tables when it meets the enabled plugin first.
        Browser::of($panel)->get('?m=welcome');

        return $panel;
    }

    public function simulator(string ...$options): Simulator
    {
        $simulator = new Simulator(...$options);
        $this->later($simulator->stop(...));

        return $simulator;
    }

    /** An empty directory of that name, alone in its parent. */
    public function directory(string $name): string
    {
        $parent = sys_get_temp_dir() . '/panel_' . getmypid() . '_' . bin2hex(random_bytes(4));
        mkdir("$parent/$name", 0755, true);
        $this->later(static fn () => exec('rm -rf ' . escapeshellarg($parent)));

        return "$parent/$name";
    }

    /** PHP of the panel and of its scripts, with or without the extension. */
    private function usePhp(bool $extension): void
    {
        $directory = $this->directory('php');
        $library = getenv('METROPORT_EXTENSION') ?: dirname(__DIR__, 2) . '/target/release/libmetroport.so';
        PHPUnit\Framework\Assert::assertFileExists($library, 'make ext builds it');
        file_put_contents("$directory/metroport.ini", $extension ? "extension=$library\n" : '');
        // The colon stands for PHP's own directory.
        putenv("PHP_INI_SCAN_DIR=:$directory");
    }
}
