<?php

declare(strict_types=1);

require_once dirname(__DIR__, 2) . '/env/Remains.php';

/** PHP's own web server with the extension: one process for all requests, and unlike php-fpm's it has pcntl. */
final class WebServer
{
    /** @var resource */
    private $process;
    private string $directory;
    private string $address;
    private int $scripts = 0;

    public function __construct()
    {
        $this->directory = Surroundings::directory();
        $log = ['file', "$this->directory/log", 'w'];
        $this->process = proc_open(
            [PHP_BINARY, '-d', 'extension=' . Surroundings::variable('METROPORT_SO'), '-d', 'display_errors=1', '-d', 'html_errors=0',
                '-d', 'error_reporting=-1', '-d', 'log_errors=0', '-S', '127.0.0.1:0', '-t', $this->directory],
            [['file', '/dev/null', 'r'], $log, $log],
            $pipes
        );
        Surroundings::until(function (): bool {
            $started = preg_match('~\(http://(127\.0\.0\.1:\d+)\) started~', (string) file_get_contents("$this->directory/log"), $told);
            $this->address = $told[1] ?? '';
            return $started === 1;
        }, 'php -S listens');
    }

    /**
     * Sends a request and does not wait for the answer.
     *
     * @param string $code has $config
     * @param array<string, mixed> $config
     * @return resource for `answer()`
     */
    public function send(string $code, array $config)
    {
        $script = ++$this->scripts . '.php';
        file_put_contents("$this->directory/$script", '<?php $config = ' . var_export($config, true) . ";\n$code");
        $connection = stream_socket_client("tcp://$this->address", $number, $error, 5)
            ?: throw new RuntimeException("php -S: $error");
        stream_set_timeout($connection, (int) Surroundings::patient(60));
        fwrite($connection, "GET /$script HTTP/1.0\r\n\r\n");
        return $connection;
    }

    /** @param resource $connection */
    public function answer($connection): string
    {
        return explode("\r\n\r\n", (string) stream_get_contents($connection), 2)[1] ?? '';
    }

    public function signal(int $signal): void
    {
        proc_terminate($this->process, $signal);
    }

    /** Stops it and tells what it logged. */
    public function stop(): string
    {
        // A fatal error in a signal handler leaves PHP with all signals blocked.
        $this->signal(SIGKILL);
        proc_close($this->process);
        Remains::file("$this->directory/log");
        $log = (string) file_get_contents("$this->directory/log");
        Surroundings::removeDirectory($this->directory);
        return $log;
    }
}
