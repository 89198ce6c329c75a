<?php

declare(strict_types=1);

require_once __DIR__ . '/support/ExtensionTestCase.php';

/** Over https nothing is sent to a server whose certificate nobody vouches for, is for another name, or not of today. */
final class CertificateTest extends ExtensionTestCase
{
    /** A server with a certificate of its own for localhost; says what it is asked. */
    private const SERVER = <<<'PHP'
        file_put_contents("$config[0]/ssl.cnf", "[req]\ndistinguished_name = dn\n[dn]\n[ext]\nsubjectAltName = DNS:localhost\n");
        $options = ['config' => "$config[0]/ssl.cnf", 'x509_extensions' => 'ext', 'digest_alg' => 'sha256',
            'private_key_type' => OPENSSL_KEYTYPE_EC, 'private_key_bits' => 2048, 'curve_name' => 'prime256v1'];
        $key = openssl_pkey_new($options);
        $certificate = openssl_csr_sign(openssl_csr_new(['commonName' => 'localhost'], $key, $options), null, $key, 2, $options);
        openssl_x509_export_to_file($certificate, "$config[0]/certificate.pem");
        openssl_pkey_export_to_file($key, "$config[0]/key.pem", null, $options);
        $context = stream_context_create(['ssl' => ['local_cert' => "$config[0]/certificate.pem", 'local_pk' => "$config[0]/key.pem"]]);
        $listener = stream_socket_server('tcp://127.0.0.1:0', context: $context);
        echo 'port ', explode(':', stream_socket_get_name($listener, false))[1], "\n";
        while ($client = stream_socket_accept($listener, 60)) {
            if (@stream_socket_enable_crypto($client, true, STREAM_CRYPTO_METHOD_TLS_SERVER)) {
                echo 'asked: ', fgets($client);
                fwrite($client, "HTTP/1.1 404 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            }
            fclose($client);
        }
        PHP;

    protected function setUp(): void
    {
    }

    public function testOnlyACertificateThatIsVouchedForAndForThisNameAndDayIsTaken(): void
    {
        $directory = Surroundings::directory();
        $server = new PhpProcess(self::SERVER, [$directory]);
        try {
            $port = trim(explode(' ', $server->waitFor("\n"))[1]);
            $code = 'try { (new Metroport\Client($config))->fsecure()->products(); } catch (Throwable $e) { echo $e->errorCode; }';
            $ask = static function (string $host, string $vouched, string $clock = '+0') use ($port, $code): string {
                $vouched = $vouched === '' ? '' : 'putenv("SSL_CERT_FILE=' . $vouched . '");';
                $config = ['url' => "https://$host:$port", 'login' => Canary::LOGIN, 'password' => Canary::PASSWORD, 'timeout' => Surroundings::patient(5)];
                return PhpProcess::run($vouched . $code, $config, through: Surroundings::clock($clock))->printed();
            };
            self::assertSame('mms.tls', $ask('localhost', ''));
            self::assertSame('mms.tls', $ask('127.0.0.1', "$directory/certificate.pem"));
            self::assertSame('mms.tls', $ask('localhost', "$directory/certificate.pem", '+3d'), 'it is over');
            self::assertSame('mms.tls', $ask('localhost', "$directory/certificate.pem", '-3d'), 'it is not valid yet');
            self::assertSame('mms.protocol', $ask('localhost', "$directory/certificate.pem"));
            // It is good for two days.
            foreach ([
                ['localhost', '', 'mms.tls', '/invalid peer certificate/', '+0'],
                ['127.0.0.1', "$directory/certificate.pem", 'mms.tls', '/not valid for (any )?name|NotValidForName/', '+0'],
                ['localhost', "$directory/certificate.pem", 'certificate.expired', '/expired/i', '+3d'],
                ['localhost', "$directory/certificate.pem", 'certificate.soon', '/^valid until 20\d\d-\d\d-\d\d, [12] days$/', '+0'],
            ] as [$host, $vouched, $code, $words, $clock]) {
                $vouched = $vouched === '' ? '' : 'putenv("SSL_CERT_FILE=' . $vouched . '");';
                $config = ['url' => "https://$host:$port", 'login' => Canary::LOGIN, 'password' => Canary::PASSWORD, 'timeout' => Surroundings::patient(5)];
                $told = PhpProcess::run($vouched . 'echo json_encode((new Metroport\Client($config))->test());', $config, through: Surroundings::clock($clock))->printed();
                $step = array_column(json_decode($told, true), null, 'step')['tls'];
                self::assertSame($code, $step['code'], $told);
                self::assertMatchesRegularExpression($words, $step['detail']);
            }
        } finally {
            $server->signal(SIGKILL);
            $said = $server->end()->out;
            Surroundings::removeDirectory($directory);
        }
        $asked = ['POST /Admins/Auth/login', 'GET /', 'POST /Admins/Auth/login'];
        self::assertSame("port $port\n" . implode('', array_map(static fn (string $line): string => "asked: $line HTTP/1.1\r\n", $asked)), $said, 'only he who is vouched for is asked');
    }
}
