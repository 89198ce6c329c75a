--TEST--
The extension is loaded, is a release and works with this PHP's interface
--EXTENSIONS--
metroport
--FILE--
<?php
$extension = new ReflectionExtension('metroport');
var_dump($extension->getVersion() === Metroport\Client::VERSION);
var_dump(count($extension->getClasses()) > 10);
phpinfo(INFO_MODULES);
?>
--EXPECTREGEX--
bool\(true\)
bool\(true\).*
Metroport for LMS => enabled
Version => \d+\.\d+\.\d+
Database schema => \d{10}
Build => release
.*
