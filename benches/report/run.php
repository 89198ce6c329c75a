<?php

declare(strict_types=1);

/**
 * Measures from PHP and writes last-report.md and last-report.json. Run by make/bench.sh, which tells it by the environment
 * where things are.
 *
 *   --customers=N       of the comparison (10000)
 *   --latencies=A,B     milliseconds per request (0,50,200)
 *   --growth=A,B        customers for how cost grows (1000,10000,100000)
 *   --patience=S        seconds that the original's way may take for each task (2)
 *   --requests=N        of one php-fpm worker (10000)
 *   --into=DIR          where the reports go (benches)
 *   --criterion=DIR     where criterion left its estimates
 *   --instructions=FILE counts, made by make/instructions.sh
 */

ini_set('memory_limit', '-1');
$root = dirname(__DIR__, 2);
foreach (['Surroundings', 'Canary', 'Mms', 'Lms', 'PhpProcess', 'Fpm', 'FastCgi'] as $class) {
    require "$root/tests/php/support/$class.php";
}
require "$root/tests/host/lib/ClassMap.php";
require "$root/tests/host/tests/Instance.php";
require "$root/tests/host/tests/Browser.php";
foreach (['Stand', 'Rival', 'Task', 'Taken', 'Result', 'Race', 'Pages', 'Works', 'Decoders', 'Fact', 'Residence', 'Fingerprints', 'ForeignPage', 'DatabasePages', 'HotPart', 'Report'] as $class) {
    require __DIR__ . "/$class.php";
}

$options = getopt('', ['customers:', 'latencies:', 'growth:', 'patience:', 'requests:', 'into:', 'criterion:', 'instructions:']);
$numbers = fn (string $name, string $default) => array_map('intval', array_filter(explode(',', $options[$name] ?? $default), 'strlen'));
$report = new Report();

$stand = new Stand((int) ($options['customers'] ?? 10_000), 'postgres');
$stand->link(true);
$maria = new Stand($stand->size, 'mysql', $stand->mms);
$race = new Race($stand, (float) ($options['patience'] ?? 2));
$onMaria = new Race($maria, (float) ($options['patience'] ?? 2));
$works = new Works($stand);
$warehouses = [[$race, new Decoders($stand)], [$onMaria, new Decoders($maria)]];
foreach ($numbers('latencies', '0,50,200') as $latency) {
    foreach ([...($pages ??= new Pages($stand))->tasks(), $works->card(), $works->block()] as $task) {
        $report->compared($race->run($task, $latency));
    }
    $report->compared($race->run($works->pair(), $latency));
    $stand->link(true);
    foreach ($warehouses as [$where, $decoders]) {
        array_map(fn (Task $task) => $report->compared($where->run($task, $latency)), $decoders->tasks());
    }
}
foreach (['PostgreSQL', 'MariaDB'] as $number => $name) {
    $written = $warehouses[$number][1]->written();
    $report->known(new Fact("rows written by a sync of decoders, nothing changed, $name", $written, '', '0', $written === 0));
}
$report->known(...(new ForeignPage($stand, 500))->facts());
$report->known(...(new Residence($stand, (int) ($options['requests'] ?? 10_000), 60))->facts());
$stand->clear();

foreach ($numbers('growth', '1000,10000,100000') as $size) {
    $stand = new Stand($size, 'postgres');
    $stand->link(true);
    $race = new Race($stand, 0);
    $works = new Works($stand);
    foreach ([...(new Pages($stand))->tasks(), $works->card(), ...(new Decoders($stand))->tasks(), $works->pair()] as $task) {
        // Where it takes long, the moment's noise is a small part of it.
        $report->grown($race->alone($task, 50, $size > 10_000 ? 1 : null));
    }
    // After pairing all are linked.
    $report->known(...(new Fingerprints($stand))->facts(), ...(new DatabasePages($stand))->facts());
    $stand->clear();
}

$report->hot(HotPart::all($options['criterion'] ?? '', $options['instructions'] ?? '', dirname(__DIR__) . '/instructions.json'));
$report->write($options['into'] ?? dirname(__DIR__));
foreach ($report->missed() as $name) {
    fwrite(STDERR, "missed its bound: $name\n");
}
