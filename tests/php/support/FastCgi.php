<?php

declare(strict_types=1);

/** One request to php-fpm. Sent at once; the answer is read when it is asked for, so that many can be under way. */
final class FastCgi
{
    private const BEGIN = 1;
    private const END = 3;
    private const PARAMS = 4;
    private const STDIN = 5;
    private const STDOUT = 6;
    private const STDERR = 7;

    /** @var resource */
    private $socket;

    public function __construct(string $path, string $script, string $query = '')
    {
        $socket = stream_socket_client("unix://$path", $code, $error, 5);
        $this->socket = $socket ?: throw new RuntimeException("php-fpm: $error");
        stream_set_timeout($this->socket, (int) Surroundings::patient(60));
        $params = '';
        $values = ['SCRIPT_FILENAME' => $script, 'REQUEST_METHOD' => 'GET', 'QUERY_STRING' => $query, 'SERVER_PROTOCOL' => 'HTTP/1.1'];
        foreach ($values as $name => $value) {
            $params .= chr(strlen($name)) . pack('N', strlen($value) | 0x80000000) . $name . $value;
        }
        // Role "responder", and the connection is not kept.
        $request = self::record(self::BEGIN, "\0\1\0\0\0\0\0\0") . self::record(self::PARAMS, $params)
            . self::record(self::PARAMS, '') . self::record(self::STDIN, '');
        fwrite($this->socket, $request);
    }

    /** The body; empty when the worker was killed. */
    public function answer(): string
    {
        [$out, $err] = ['', ''];
        while (strlen($head = (string) stream_get_contents($this->socket, 8)) === 8) {
            $record = unpack('Cversion/Ctype/nid/nlength/Cpadding', $head);
            $body = (string) stream_get_contents($this->socket, $record['length'] + $record['padding']);
            $body = substr($body, 0, $record['length']);
            match ($record['type']) {
                self::STDOUT => $out .= $body,
                self::STDERR => $err .= $body,
                self::END => null,
            };
        }
        fclose($this->socket);
        if ($err !== '') {
            throw new RuntimeException("php-fpm: $err");
        }
        return explode("\r\n\r\n", $out, 2)[1] ?? '';
    }

    private static function record(int $type, string $content): string
    {
        return pack('CCnnCC', 1, $type, 1, strlen($content), 0, 0) . $content;
    }
}
