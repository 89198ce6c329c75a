<?php

declare(strict_types=1);

/** Prints the first free port from the given one on; any free one for 0. */

$first = (int) ($argv[1] ?? 0);
for ($port = $first; $port < $first + 100; $port++) {
    $socket = @stream_socket_server("tcp://127.0.0.1:$port");
    if ($socket !== false) {
        echo substr(strrchr(stream_socket_get_name($socket, false), ':'), 1);
        exit(0);
    }
}
fwrite(STDERR, "No free port from $first on" . PHP_EOL);
exit(1);
