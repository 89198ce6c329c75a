--TEST--
An MMS that is not there becomes a ConnectionException, and PHP goes on
--EXTENSIONS--
metroport
--FILE--
<?php
// Port 9 of this machine: nobody listens, and nothing leaves the machine.
$client = new Metroport\Client(['url' => 'http://127.0.0.1:9', 'login' => 'isp', 'password' => 'canary', 'timeout' => 1]);
try {
    $client->fsecure()->products();
    echo "answered\n";
} catch (Metroport\Exception\ConnectionException $e) {
    echo get_class($e), "\n";
    var_dump(str_starts_with($e->errorCode, 'mms.'), str_contains($e->getMessage(), 'canary'));
}
try {
    $client->customers()->mmsId(7);
} catch (Metroport\Exception\ConfigurationException $e) {
    echo $e->errorCode, "\n";
}
?>
--EXPECT--
Metroport\Exception\ConnectionException
bool(true)
bool(false)
config.missing
