--TEST--
A wrong configuration is refused with the name of the key, and without its value
--EXTENSIONS--
metroport
--FILE--
<?php
$good = ['url' => 'mms.example', 'login' => 'isp', 'password' => 'canary'];
foreach ([[], ['timeout' => 0], ['timeout' => '5'], ['concurrency' => 1000], ['database' => 'canary']] as $wrong) {
    try {
        new Metroport\Client($wrong === [] ? [] : $wrong + $good);
        echo "accepted\n";
    } catch (Metroport\Exception\ConfigurationException $e) {
        $key = $wrong === [] ? 'url' : key($wrong);
        echo $e->errorCode, ' ', str_contains($e->getMessage(), $key) ? $key : $e->getMessage(), "\n";
        var_dump(str_contains((string) $e->getMessage(), 'canary'));
    }
}
?>
--EXPECT--
config.missing url
bool(false)
config.wrong timeout
bool(false)
config.wrong timeout
bool(false)
config.wrong concurrency
bool(false)
config.wrong database
bool(false)
