<?php

declare(strict_types=1);

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** Whose session the extension uses: the one that its own login was given, and no other. */
final class SessionTest extends ExtensionTestCase
{
    /** An MMS that has forgotten the first session, gives every login another one, and plants one with every other answer. */
    private const PLANTING = <<<'PHP'
        $listener = stream_socket_server('tcp://127.0.0.1:0');
        echo 'port ', explode(':', stream_socket_get_name($listener, false))[1], "\n";
        $logins = 0;
        while ($client = stream_socket_accept($listener, 60)) {
            [$asked, $cookie, $length] = [trim((string) fgets($client)), '', 0];
            while (($line = fgets($client)) !== false && trim($line) !== '') {
                stripos($line, 'cookie:') === 0 && $cookie = trim(substr($line, 7));
                sscanf(strtolower($line), 'content-length: %d', $length);
            }
            $length && stream_get_contents($client, $length);
            echo strtok($asked, '?'), " [$cookie]\n";
            $login = str_contains($asked, '/Admins/Auth/login');
            $given = $login ? 'own' . ++$logins : 'planted';
            [$status, $body] = $login ? [200, 'true'] : ($cookie === 'sess_ci=own1' ? [401, ''] : [200, '[]']);
            fwrite($client, "HTTP/1.1 $status X\r\nSet-Cookie: sess_ci=$given; Path=/\r\nContent-Length: " . strlen($body)
                . "\r\nConnection: close\r\n\r\n$body");
            fclose($client);
        }
        PHP;

    protected function setUp(): void
    {
    }

    public function testOnlyALoginGivesASessionAndALoginBringsNone(): void
    {
        $lms = Lms::withPeople('postgres');
        $planted = 'planted0planted0planted0planted0';
        // A writer of the database, who has no password of the server, plants one as the original stored it.
        $lms->pdo->exec("INSERT INTO metroport_settings (name, value) VALUES ('token', '$planted'), ('session', '$planted')");
        $mms = new PhpProcess(self::PLANTING, []);
        try {
            $url = 'http://127.0.0.1:' . trim(explode(' ', $mms->waitFor("\n"))[1]);
            $config = ['url' => $url, 'login' => Canary::LOGIN, 'password' => Canary::PASSWORD, 'timeout' => Surroundings::patient(5), 'database' => $lms->config()];
            foreach ([1, 2] as $process) {
                (new Metroport\Client($config))->fsecure()->products();
            }
        } finally {
            $mms->signal(SIGKILL);
            $said = $mms->end()->out;
        }

        $asked = preg_replace('~ \S+(?=/(login|ext_services))| HTTP/1.1~', '', explode("\n", trim($said)));
        self::assertSame([
            'POST/login []', 'GET/ext_services [sess_ci=own1]',
            'POST/login []', 'GET/ext_services [sess_ci=own2]',
            'GET/ext_services [sess_ci=own2]',
        ], array_slice($asked, 1));
    }
}
