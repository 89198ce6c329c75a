<?php

/**
 * Eight workers, six of php-fpm and two that never end, against an MMS that often fails; see run.sh.
 *
 * Usage: php -d extension=… soak.php postgres|mysql MINUTES_IN_ALL REQUESTS_A_SECOND
 */

declare(strict_types=1);

foreach (['Surroundings', 'Canary', 'People', 'Mms', 'Lms', 'PhpProcess', 'Fpm', 'FastCgi'] as $class) {
    require_once dirname(__DIR__) . "/php/support/$class.php";
}
require_once __DIR__ . '/Worker.php';

const PAGES = 6;
const CUSTOMERS = 60;
/** kB that a worker may have more in the last third than in the second one: pieces of the heap that are there to stay. */
const GROWTH = 2048;
/** The most connections to MMS that one worker has. */
const CONNECTIONS = 8;
/** Every so many seconds everything is measured. */
const PERIOD = 5.0;

[, $dialect, $minutes, $rate] = $argv;
$seconds = 60 * (float) $minutes / 2;

$crowd = People::crowd(CUSTOMERS);
foreach ($crowd as &$person) {
    $person['services'] = ['fsecure' => 'active', 'accounts' => 1, 'decoders' => false];
}
unset($person);
$mms = new Mms($crowd, ['--decoders', '80']);
$lms = Lms::empty($dialect);
foreach (range(1, CUSTOMERS) as $customer) {
    $lms->customer($customer, "Osoba " . (1000 + $customer), 'Jan');
    $lms->link($customer, 1000 + $customer);
    $lms->pdo->exec("UPDATE customers SET type = 0, ssn = '" . People::pesel(1000 + $customer) . "' WHERE id = $customer");
}
// Some pay for what they have, some for something else, most for nothing.
$lms->pdo->exec("INSERT INTO taxes (id, label) VALUES (1, '23%')");
$lms->pdo->exec("INSERT INTO tariffs (id, name, type, value, period, taxid) VALUES (1, 'Telewizja', 5, 49.90, 3, 1), (2, 'Internet', 2, 60, 3, 1)");
$lms->pdo->exec("INSERT INTO assignments (tariffid, customerid, period) SELECT CASE WHEN id % 2 = 0 THEN 1 ELSE 2 END, id, 3 FROM customers WHERE id < 20");
$config = ['url' => $mms->url, 'login' => Canary::LOGIN, 'password' => Canary::PASSWORD, 'database' => $lms->config()];

foreach ([
    ['GET', ['kind' => 'status', 'status' => 503, 'when' => 'before'], 0.03],
    ['GET', ['kind' => 'cut', 'at' => 'body'], 0.02],
    ['GET', ['kind' => 'garbage', 'what' => 'truncated'], 0.02],
    ['GET', ['kind' => 'hang', 'when' => 'before'], 0.002],
    ['PUT', ['kind' => 'status', 'status' => 500, 'when' => 'after'], 0.05],
    ['PUT', ['kind' => 'cut', 'at' => 'after'], 0.05],
    ['PUT', ['kind' => 'status', 'status' => 422, 'when' => 'before', 'body' => 'Nie teraz'], 0.03],
    ['PUT', ['kind' => 'duplicate'], 0.05],
    ['POST', ['kind' => 'cut', 'at' => 'after'], 0.05],
] as [$method, $fault, $probability]) {
    $mms->control('POST', 'faults', ['method' => $method, 'path' => '*', 'fault' => $fault, 'probability' => $probability]);
}

$directory = Surroundings::directory();
$until = "$directory/until";
$fpm = new Fpm(PAGES);
$page = $fpm->script((string) preg_replace('/^<\?php|declare.*$/m', '', (string) file_get_contents(__DIR__ . '/page.php')), $config + ['timeout' => 3]);
$job = (string) preg_replace('/^<\?php|declare.*$/m', '', (string) file_get_contents(__DIR__ . '/job.php'));
$jobs = array_map(
    static fn (string $name): PhpProcess => new PhpProcess($job, $config + ['until' => $until, 'job' => $name]),
    ['lms-notify.php', 'metroport_converge.php'],
);

// Whatever ends this ends everything.
$parent = getmypid();
[$browsers, $running] = [[], [$fpm, $mms]];
register_shutdown_function(static function () use ($parent, &$browsers, &$jobs, &$running): void {
    if (getmypid() === $parent) {
        array_map(static fn (int $browser): bool => posix_kill($browser, SIGKILL), $browsers);
        array_map(static fn (PhpProcess $job) => $job->signal(SIGKILL), $jobs);
        array_map(static fn (Fpm|Mms $server) => $server->stop(), $running);
    }
});

// One browser for each worker: it asks again when it has its answer.
foreach (range(1, PAGES) as $number) {
    $browser = pcntl_fork();
    if ($browser === 0) {
        $said = [];
        while (!file_exists($until)) {
            $answer = $fpm->send($page)->answer();
            $word = $answer === '' ? 'nothing' : substr($answer, 0, 200);
            $said[$word] = ($said[$word] ?? 0) + 1;
            usleep((int) (1_000_000 * PAGES / (float) $rate));
            clearstatcache();
        }
        file_put_contents("$directory/said.$number", json_encode($said));
        // Not by way of PHP: what the parent has opened is the parent's to close.
        posix_kill(getmypid(), SIGKILL);
    }
    $browsers[] = $browser;
}

$connections = static fn (): int => (int) $lms->rows($dialect === 'postgres'
    ? "SELECT COUNT(*) AS n FROM pg_stat_activity WHERE application_name = 'metroport'"
    : 'SELECT COUNT(*) AS n FROM information_schema.PROCESSLIST WHERE DB = DATABASE() AND ID <> CONNECTION_ID()')[0]['n'];
$workers = [];
foreach ([...$fpm->workers(), ...array_map(static fn (PhpProcess $job): int => $job->pid(), $jobs)] as $pid) {
    $workers[$pid] = new Worker($pid);
}
count($workers) === PAGES + 2 || exit("There are not eight workers.\n");
$open = [];
$started = microtime(true);
for ($next = PERIOD; $next <= $seconds; $next += PERIOD) {
    usleep((int) max(0, 1_000_000 * ($started + $next - microtime(true))));
    foreach ($workers as $worker) {
        $worker->look($next / 60);
    }
    $open[] = $connections();
    // The clerks edit, MMS forgets its sessions now and then.
    $lms->pdo->exec("UPDATE customers SET name = 'Jan " . chr(65 + (int) ($next / PERIOD) % 26) . "' WHERE id = " . random_int(1, CUSTOMERS));
    random_int(1, 12) > 1 || $mms->revoke();
    if (stream_isatty(STDERR)) {
        fprintf(STDERR, "\r%s: %d of %d s", $dialect, $next, $seconds);
    }
}
touch($until);
array_map(static fn (int $browser) => pcntl_waitpid($browser, $status), $browsers);
$browsers = [];
$words = [];
foreach (glob("$directory/said.*") as $file) {
    foreach (json_decode(file_get_contents($file), true) as $word => $times) {
        $words[$word] = ($words[$word] ?? 0) + $times;
    }
}
while ($jobs !== []) {
    foreach (array_count_values(explode("\n", trim(array_shift($jobs)->end(60.0)->printed()))) as $word => $times) {
        $words["job: $word"] = ($words["job: $word"] ?? 0) + $times;
    }
}
ksort($words);

$wrong = [];
printf("\n%s, %d s, %d requests to MMS, faults struck %d times\n", $dialect, $seconds, $mms->count('requests'), $mms->count('faults'));
foreach ($words as $word => $times) {
    printf("    %6d  %s\n", $times, $word);
    preg_match('/^(job:\ )?(ok|mms\.[a-z_]+|account\.foreign|queue\.busy|customer\.[a-z_]+|locks\.busy|store\.session\ .*|plan\.[a-z]+|sync\.[a-z]+|network\.full
        |decoder\.[a-z_]+|package\.[a-z_]+|link\.gone)$/x', $word) || $wrong[] = "a page said: $word";
}
echo "    worker  memory kB  growth kB  slope kB/min  files  more files\n";
foreach ($workers as $pid => $worker) {
    $verdict = $worker->verdict();
    printf("    %6d  %9d  %9d  %12.1f  %5d  %10d\n", $pid, ...array_values($verdict));
    if ($verdict['growth'] > GROWTH / 4) {
        printf("            minute by minute: %s\n", $worker->course());
    }
    $verdict['growth'] <= GROWTH || $wrong[] = "worker $pid grows";
    $verdict['more_files'] <= CONNECTIONS || $wrong[] = "worker $pid opens more and more files";
}
$third = intdiv(count($open), 3);
[$before, $after] = [max(array_slice($open, $third, $third)), max(array_slice($open, -$third))];
printf("    connections to the database: %d at most, then %d\n", $before, $after);
// Two each: one that stays, one that holds a lock.
$after <= min($before + 2, 2 * (PAGES + 2)) || $wrong[] = 'there are more and more connections';

// All is well again: everything that is wanted is done, by a process that has seen nothing of this.
$mms->heal();
$lms->pdo->exec('UPDATE metroport_locks SET next_attempt_at = 0 WHERE next_attempt_at IS NOT NULL');
$lms->pdo->exec('UPDATE metroport_customer_data SET next_attempt_at = 0 WHERE next_attempt_at IS NOT NULL');
$last = (new PhpProcess('$client = new Metroport\Client($config);
    $plans = ["done" => 0, "undone" => 0];
    foreach (range(1, 60) as $customer) {
        // What stops is turned round: somebody else may have the decoder that it needs. One of both ways is free.
        for ($tries = 0; ($plan = $client->plans()->unfinished($customer)) !== null && $tries < 3; $tries++) {
            $plan["state"] !== "stopped" || $client->plans()->direct($customer, !$plan["back"]);
            $plan = $client->plans()->run($customer);
            $word = $plan["code"] ?? $plan["state"];
            $plans[$word] = ($plans[$word] ?? 0) + 1;
        }
        $plan === null || $open[] = $customer;
    }
    fwrite(STDOUT, json_encode(["plans" => $plans, "open" => $open ?? []]) . "\n");
    $lock = $client->locks()->lock(range(1, 60), ["metrotv", "fsecure"]);
    $run = $client->queue()->converge(limit: 1000);
    echo json_encode([$lock["stopped"], $lock["failed"], $run["stopped"], $run["failed"]]);', $config + ['timeout' => 60, 'lock_limit_percent' => 100]))->end(180.0);
[$plans, $rest] = explode("\n", $last->printed()) + ['', ''];
$rest === '[null,0,null,0]' || $wrong[] = "in the end: $rest";
echo "    plans that were under way: $plans\n";
str_contains($plans, '"open":[]') || $wrong[] = "plans that cannot be ended: $plans";
$blocked = array_count_values(array_map('intval', array_column($mms->rows('accounts'), 'blocked')));
($blocked[0] ?? 0) === 0 || $wrong[] = "$blocked[0] accounts are not blocked in the end";
$held = (int) $lms->rows($dialect === 'postgres'
    ? "SELECT COUNT(*) AS n FROM pg_locks WHERE locktype = 'advisory'"
    : "SELECT COUNT(*) AS n FROM (SELECT 'session' AS w UNION SELECT 'locks' UNION SELECT 'sync' UNION SELECT 'converge' UNION SELECT 'services'
        UNION SELECT CONCAT('plan.', id) FROM customers UNION SELECT CONCAT('customer.', id) FROM customers) l
        WHERE IS_FREE_LOCK(CONCAT(LEFT(DATABASE(), 40), '.metroport.', w)) = 0")[0]['n'];
$held === 0 || $wrong[] = "$held locks are still held";
printf("    in the end: %d accounts blocked, %d not, %d locks held\n", $blocked[1] ?? 0, $blocked[0] ?? 0, $held);

$running = [];
Canary::in($fpm->stop()) === [] || $wrong[] = 'the log of php-fpm tells secrets';
$mms->stop();
Surroundings::removeDirectory($directory);
foreach ($wrong as $what) {
    fwrite(STDERR, "$what\n");
}
exit($wrong === [] ? 0 : 1);
