<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;

/** The plugin inside the stand-in for LMS, with the real extension unless a test wants none. */
abstract class PanelTestCase extends TestCase
{
    protected const CLERK = 'klerk=metroport_readonly,metroportconnectiontest';

    private ?Stage $stage = null;

    protected function tearDown(): void
    {
        $this->stage?->clear();
        $this->stage = null;
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
        return $this->stage()->panel($database, $order, $settings, $extension, ['--rights=' . self::CLERK]);
    }

    protected function simulator(): Simulator
    {
        return $this->stage()->simulator();
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
        // Other parts of the page may ask other modules.
        $part = '/data-url="(\?m=' . $module . '&amp;[^"]*)"\s+data-token="([^"]+)"/';
        self::assertSame(1, preg_match($part, $page, $found), "nothing to load on $module");

        return $browser->post(html_entity_decode($found[1]), $fields + ['token' => html_entity_decode($found[2])])->json();
    }

    protected function stage(): Stage
    {
        return $this->stage ??= new Stage();
    }
}
