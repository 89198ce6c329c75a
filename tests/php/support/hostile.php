<?php

/*
 * Runs in a process of its own, with $config: calls every method with each of its parameters hostile in turn, the others
 * good, and prints what was neither an answer nor an exception, and what is left in memory by a call that is made again. The
 * last line tells how many calls there were.
 */

set_error_handler(function (int $level, string $message) use (&$current): bool {
    echo "$current: said \"$message\"\n";
    return true;
});

enum Word: string
{
    case Metrotv = 'metrotv';
}

$deep = [];
for ($i = 0; $i < 20_000; $i++) {
    $deep = [$deep];
}
$reference = 'x';
$cycle = [];
$cycle['self'] = &$cycle;
$scalars = ['null' => null, 'true' => true, 'zero' => 0, 'minus' => -1, 'max' => PHP_INT_MAX, 'min' => PHP_INT_MIN, '2^31' => 2 ** 31,
    'half' => 0.5, 'NaN' => NAN, 'inf' => INF, 'empty' => '', 'NUL' => "a\0b", 'not UTF-8' => "\xff\xfe\x80", 'number' => '5',
    'quotes' => "'\";--\\ %s {} <b>", 'path' => '../../../?a=b#c', 'newline' => "a\r\nX-Header: b", 'unicode' => "\u{202e}\u{1f4a9}ż"];
$others = ['object' => new stdClass(), 'closure' => fn () => null, 'enum' => Word::Metrotv, 'resource' => STDIN, 'list' => [1, 'a', null],
    'keys' => ["\xff" => 1, '' => 2, "a\0" => 3, PHP_INT_MIN => 4], 'deep' => $deep, 'references' => [&$reference, 'lastname' => &$reference],
    'cycle' => $cycle, 'stringable' => new class () {
        public function __toString(): string
        {
            throw new Exception('called');
        }
    }];
$large = ['large' => str_repeat('ż', 1 << 19)];
// 50 MB take their time on the wire: once for each parameter, not for each key of an array.
$huge = ['huge' => str_repeat('ż', 25 << 20)];

$good = ['config' => $config, 'mms_id' => 101, 'customer_id' => 1, 'pesel' => '90010112349', 'nip' => '5260250274', 'customers' => [1],
    'services' => ['metrotv'], 'customer' => ['company' => false, 'lastname' => 'X', 'name' => 'Y', 'pesel' => '90010112349'],
    'address' => ['street' => 'X', 'house' => '1', 'zip' => '00-001', 'city' => 'X'], 'account_id' => 40001, 'order_id' => 700001,
    'network_id' => 61, 'package_id' => 320, 'price' => '1.00', 'mac' => '00:1b:00:00:00:01', 'model' => 'X', 'serial_number' => 'X',
    'decoder_id' => 500001, 'service_id' => 20001, 'product_id' => 51, 'license_size' => 1, 'offset' => 0, 'limit' => 1, 'search' => '',
    'sort' => '', 'descending' => false, 'state' => '', 'dry_run' => true, 'database' => $config['database'], 'accounts' => [40001],
    'text' => "MAG 254;A1;00:1b:00:00:00:01", 'service' => 'metrotv', 'item_id' => 320, 'month' => '2026-10', 'days' => 30, 'kind' => 'data',
    'kinds' => ['data', 'metrotv'], 'filter' => ['action' => 'account.block', 'outcome' => 'done', 'customer_id' => 1, 'from' => 0, 'before' => 1],
    'wish' => ['kind' => 'issue', 'account_id' => 40001, 'base' => ['package_id' => 320, 'price' => '1.00', 'decoder' => '001b00000001',
        'tariff_id' => 1], 'extras' => [['package_id' => 321]], 'multirooms' => [], 'liabilities' => ['from' => 1, 'to' => 0, 'day' => 1]]];

// What a parameter of another name is when it is good.
$usual = ['int' => 1, '?int' => 1, 'string' => 'x', '?string' => 'x', 'bool' => false, 'array' => [], '?array' => [], '?callable' => null];

$client = new Metroport\Client($config);
$subjects = [$client];
foreach ((new ReflectionClass($client))->getMethods() as $method) {
    if (str_starts_with((string) $method->getReturnType(), 'Metroport\\')) {
        $subjects[] = $client->{$method->getName()}(...array_fill(0, $method->getNumberOfRequiredParameters(), 1));
    }
}
// None is forgotten: exceptions are PHP's own, with another name.
$visited = array_map('get_class', $subjects);
foreach ((new ReflectionExtension('metroport'))->getClassNames() as $class) {
    if (!is_subclass_of($class, Throwable::class) && !in_array($class, $visited, true)) {
        echo "$class: no object of it\n";
    }
}
// In an array: as the value of each known key, and of one that nobody knows; and so in each array that is in it.
$within = function (array $array, mixed $bad) use (&$within): iterable {
    foreach ([...array_keys($array), 'nobody knows'] as $key) {
        yield "[$key]" => [$key => $bad] + $array;
        foreach (is_array($array[$key] ?? null) ? $within($array[$key], $bad) : [] as $inside => $changed) {
            yield "[$key]$inside" => [$key => $changed] + $array;
        }
    }
};
$calls = 0;
$attempt = function (string $what, callable $call) use (&$calls, &$current): void {
    $current = $what;
    $calls++;
    try {
        $call();
    } catch (TypeError | Metroport\Exception\MetroportException $expected) {
    } catch (Throwable $other) {
        echo "$what: ", get_class($other), ": {$other->getMessage()}\n";
    }
};

foreach ($subjects as $subject) {
    $class = new ReflectionClass($subject);
    foreach ($class->getMethods(ReflectionMethod::IS_PUBLIC) as $method) {
        $name = "{$class->getShortName()}::{$method->getName()}";
        if ($method->isConstructor() && !$subject instanceof Metroport\Client) {
            continue;
        }
        $act = $method->isConstructor() ? fn (...$a) => new Metroport\Client(...$a) : [$subject, $method->getName()];
        $arguments = [];
        foreach ($method->getParameters() as $parameter) {
            $arguments[$parameter->getName()] = $good[$parameter->getName()] ?? $usual[(string) $parameter->getType()];
        }
        $attempt("$name(too many)", fn () => $act(...array_values($arguments), ...[1, 2, 3]));
        foreach ($arguments as $parameter => $value) {
            foreach ($scalars + $others + $large + $huge as $label => $bad) {
                $attempt("$name($parameter: $label)", fn () => $act(...[$parameter => $bad] + $arguments));
                foreach (is_array($value) && $label !== 'huge' ? $within($value, $bad) : [] as $where => $changed) {
                    $attempt("$name($parameter$where: $label)", fn () => $act(...[$parameter => $changed] + $arguments));
                }
            }
        }
    }
}
$wishes = ['new' => ['kind' => 'issue', 'network_id' => 61, 'address' => $good['address'], 'base' => ['package_id' => 320]],
    'remove' => ['kind' => 'remove', 'account_id' => 40001, 'end' => 2, 'end_liabilities' => [1]],
    'change' => ['kind' => 'change', 'account_id' => 40001, 'network_id' => 61, 'address' => $good['address'], 'base' => ['package_id' => 320]]];
foreach ($scalars + $others + $large as $label => $bad) {
    foreach ($wishes as $kind => $wish) {
        foreach ($within($wish, $bad) as $where => $changed) {
            $attempt("wish to $kind$where: $label", fn () => $client->plans()->make(1, $changed, true));
        }
    }
    foreach (['type', 'host', 'port', 'socket', 'user', 'password', 'database'] as $key) {
        $wrong = ['database' => [$key => $bad] + $config['database'], 'timeout' => 1] + $config;
        $attempt("database[$key]: $label", fn () => (new Metroport\Client($wrong))->customers()->mmsId(1));
    }
    foreach (['timeout', 'concurrency', 'session_lifetime', 'user', 'actor', 'unblock_only_own', 'lock_limit_percent'] as $key) {
        $wrong = [$key => $bad] + $config;
        $attempt("config[$key]: $label", fn () => (new Metroport\Client($wrong))->customers()->mmsId(1));
    }
}

// Small values, in every 29th of their calls: what the first times leave is kept for good (connections, catalogues), the
// others leave nothing, neither memory nor an object.
$again = [];
foreach ($subjects as $subject) {
    foreach ((new ReflectionClass($subject))->getMethods(ReflectionMethod::IS_PUBLIC) as $method) {
        $arguments = [];
        foreach ($method->getParameters() as $parameter) {
            $arguments[$parameter->getName()] = $good[$parameter->getName()] ?? $usual[(string) $parameter->getType()];
        }
        foreach ($method->isConstructor() ? [] : array_keys($arguments) as $parameter) {
            foreach ($scalars + $others as $label => $bad) {
                $again[get_class($subject) . "::{$method->getName()}($parameter: $label)"] =
                    fn () => [$subject, $method->getName()](...[$parameter => $bad] + $arguments);
            }
        }
    }
}
$memory = $objects = $grown = $more = 0;
foreach (array_keys($again) as $at => $what) {
    if ($at % 29 !== 0) {
        continue;
    }
    $attempt($what, $again[$what]);
    $attempt($what, $again[$what]);
    $objects = spl_object_id(new stdClass());
    $memory = memory_get_usage();
    $attempt($what, $again[$what]);
    $attempt($what, $again[$what]);
    $grown = memory_get_usage() - $memory;
    $more = spl_object_id(new stdClass()) - $objects;
    if ($grown > 0 || $more > 0) {
        echo "$what: leaves $grown bytes, $more objects\n";
    }
}
echo "calls: $calls\n";
