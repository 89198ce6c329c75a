<?php

declare(strict_types=1);

/** An MMS that gives out a session we know, and answers whatever it is told to. */
final class FakeMms
{
    private const CODE = <<<'PHP'
        $listener = stream_socket_server('tcp://127.0.0.1:0');
        echo 'port ', explode(':', stream_socket_get_name($listener, false))[1], "\n";
        while ($client = stream_socket_accept($listener, 60)) {
            [$head, $length] = ['', 0];
            while (($line = fgets($client)) !== false && trim($line) !== '') {
                $head .= $line;
                sscanf(strtolower($line), 'content-length: %d', $length);
            }
            $length && stream_get_contents($client, $length);
            $login = str_contains($head, '/Admins/Auth/login');
            [$status, $body] = $login ? [200, 'true'] : $config['answer'];
            fwrite($client, "HTTP/1.1 $status X\r\nSet-Cookie: sess_ci={$config['session']}; Path=/\r\nContent-Length: "
                . strlen($body) . "\r\nConnection: close\r\n\r\n$body");
            fclose($client);
        }
        PHP;

    private PhpProcess $process;
    public readonly string $url;

    /** @param array{int, string} $answer status and body of everything but the login */
    public function __construct(array $answer)
    {
        $this->process = new PhpProcess(self::CODE, ['answer' => $answer, 'session' => Canary::SESSION]);
        $this->url = 'http://127.0.0.1:' . trim(explode(' ', $this->process->waitFor("\n"))[1]);
    }

    public function stop(): void
    {
        $this->process->signal(SIGKILL);
        $this->process->end();
    }
}
