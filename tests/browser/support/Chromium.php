<?php

declare(strict_types=1);

/** A headless Chromium with a profile of its own, and the chromedriver that leads it. */
final class Chromium
{
    public readonly WebDriver $driver;
    /** @var resource */
    private $process;

    /** @param string $directory an empty one for the profile and the log */
    public function __construct(string $directory)
    {
        $log = "$directory/chromedriver.log";
        $process = proc_open(
            ['chromedriver', '--port=0'],
            [['file', '/dev/null', 'r'], ['file', $log, 'w'], ['file', $log, 'a']],
            $pipes,
            $directory,
            // What Chromium keeps outside its profile (fonts' cache, crash reports) stays below the directory too.
            // Its clock is far from LMS's, so that a time which the browser made would be seen.
            ['HOME' => $directory, 'TZ' => 'Pacific/Honolulu'] + getenv(),
        );
        $this->process = is_resource($process) ? $process
            : throw new RuntimeException('chromedriver does not run: make deps installs it (chromium-driver)');
        $port = Waiting::for(
            static fn (): ?string => preg_match('/started successfully on port (\d+)/', (string) file_get_contents($log), $found) ? $found[1] : null,
            'chromedriver to start',
        );
        $this->driver = new WebDriver("http://127.0.0.1:$port", [
            'browserName' => 'chrome',
            'goog:loggingPrefs' => ['browser' => 'ALL'],
            // A dialog of JavaScript is never expected: it ends the command that meets it.
            'unhandledPromptBehavior' => 'ignore',
            'timeouts' => ['pageLoad' => 30_000, 'script' => 15_000],
            'goog:chromeOptions' => ['args' => [
                '--headless=new', '--no-sandbox', '--disable-gpu', "--user-data-dir=$directory/profile",
                // Containers have a /dev/shm of 64 MB, which is too little.
                '--disable-dev-shm-usage', '--disable-breakpad', '--no-first-run', '--lang=pl', '--window-size=1500,1100',
            ]],
        ]);
    }

    public function stop(): void
    {
        try {
            // Before chromedriver, which would leave the browser behind.
            $this->driver->quit();
        } finally {
            proc_terminate($this->process);
            proc_close($this->process);
        }
    }
}
