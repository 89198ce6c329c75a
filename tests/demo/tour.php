<?php

declare(strict_types=1);

/**
 * Does what clerks and cron do with the plugin, tells it, and checks every step: ends with status 1 at the first that is
 * not as it should be.
 */

require __DIR__ . '/Lms.php';
require __DIR__ . '/Mms.php';
require __DIR__ . '/Pairing.php';
require __DIR__ . '/Clerk.php';

function must(bool $holds, string $otherwise): void
{
    $holds || throw new RuntimeException($otherwise);
}

function step(string $title): void
{
    static $number = 0;
    echo PHP_EOL, ++$number, '. ', $title, PHP_EOL;
}

function tell(string $text): void
{
    echo '   ', str_replace("\n", "\n   ", rtrim($text)), PHP_EOL;
}

/** Runs lms-notify as cron does; it must succeed. */
function notify(string $channel, string ...$more): void
{
    $lms = (string) getenv('DEMO_LMS');
    $arguments = ["$lms/bin/lms-notify.php", '-C', "$lms/lms.ini", '-t', 'debtors', '-s', 'notify', '-c', $channel,
        '-a', 'metrotv-locks,metrofsecure-locks', ...$more];
    tell('$ php bin/lms-notify.php -t debtors -s notify -c ' . implode(' ', [$channel, ...array_slice($arguments, 9)]));
    exec(implode(' ', array_map(escapeshellarg(...), [(string) getenv('DEMO_PHP'), ...$arguments])) . ' 2>&1', $lines, $status);
    // The first three lines are LMS's own.
    tell(implode("\n", array_slice($lines, 3)));
    must($status === 0, "lms-notify ended with status $status");
}

/** The panel's server needs a moment. */
function waitForPanel(string $panel): void
{
    for ($try = 0; $try < 100; $try++) {
        if (@file_get_contents("$panel/") !== false) {
            return;
        }
        usleep(100_000);
    }
    must(false, 'the panel does not answer');
}

/** From here on being interrupted is a failure like any other: nobody may stay blocked in an MMS that is in use. */
function untilDone(): void
{
    ignore_user_abort(true);
    pcntl_async_signals(true);
    pcntl_signal(SIGPIPE, SIG_IGN);
    foreach ([SIGINT, SIGTERM, SIGHUP] as $signal) {
        pcntl_signal($signal, static fn () => throw new RuntimeException('interrupted'));
    }
}

function tour(): void
{
    $panel = (string) getenv('DEMO_PANEL');
    $lms = new Lms();
    $mms = new Mms();
    $pairing = new Pairing($lms, $mms);
    waitForPanel($panel);

    step('The administrator enables the plugin in Konfiguracja → Wtyczki');
    $admin = new Clerk($panel);
    $admin->logIn('admin', 'admin');
    must(str_contains($admin->page('pluginlist'), 'LMSMetroportPlugin'), 'the list does not have the plugin');
    $admin->post('pluginlist', ['plugins[name]' => 'LMSMetroportPlugin', 'plugins[toggle]' => '1']);
    $admin->page('welcome');
    $version = $lms->schemaVersion();
    must($version === (string) Metroport\Client::SCHEMA_VERSION, 'LMS did not make the plugin\'s tables');
    tell("LMS made the plugin's tables, version $version");

    if (!Mms::isSimulator()) {
        $pairing->borrow();
    }

    step('A script pairs customers of LMS and MMS by PESEL and NIP');
    $links = $pairing->pair();
    must($links !== [], 'nobody was paired');
    must($pairing->pair() === [], 'a repeat paired somebody again');
    tell(count($links) . ' customers are linked');

    step('A clerk opens Metroport → Lista klientów');
    $clerk = new Clerk($panel);
    $clerk->logIn('klerk', 'klerk');
    $page = $clerk->page('metroportclientlist');
    $all = $clerk->load($page);
    $linked = $clerk->load($page, ['state' => 'linked']);
    must($all['total'] >= $linked['total'], 'there are more linked customers than customers');
    must($linked['total'] === count($links), "{$linked['total']} customers are shown as linked, not " . count($links));
    $row = $linked['rows'][0];
    must(($links[$row['customer_id']] ?? null) === $row['mms_id'], 'a row is linked to another customer');
    must(str_contains($clerk->page('customerinfo', "&id={$row['customer_id']}"), '#') , 'his card does not open');
    tell("{$all['total']} customers in MMS, {$linked['total']} of them linked to their cards in LMS");

    step('The clerk opens Metroport → Diagnostyka');
    $steps = $clerk->load($clerk->page('metroportconnectiontest'))['steps'];
    foreach ($steps as $tried) {
        tell("{$tried['title']}: {$tried['sentence']}, {$tried['milliseconds']} ms");
        must(!$tried['failed'], $tried['title'] . ': ' . $tried['detail']);
    }
    must(count(array_intersect(['extension', 'schema', 'login', 'session', 'metrotv', 'clock'], array_column($steps, 'step'))) === 6, 'not everything was tried');

    // Those with an old debt and something to block.
    $debtors = array_intersect(array_intersect_key($links, array_flip($lms->debtors()[1])), array_keys($mms->services()));
    must(count($debtors) === 2, 'MMS has no two customers with something to block');
    if (Mms::isSimulator()) {
        blockAndRelease($lms, $mms, $debtors);
    } elseif (getenv('HEADLESS')) {
        untilDone();
        try {
            blockAndRelease($lms, $mms, $debtors);
        } finally {
            step('All are released, so that MMS is as it was');
            array_map($lms->pay(...), array_keys($debtors));
            notify('unblock');
        }
    } else {
        step('A trial run of lms-notify: this MMS is not the simulator, so nothing is changed there');
        notify('block', '-d');
    }
}

/** @param array<int, int> $debtors MMS ids of two by their LMS ids */
function blockAndRelease(Lms $lms, Mms $mms, array $debtors): void
{
    [$payer, $debtor] = array_keys($debtors);
    $now = static function () use ($mms, $debtors): array {
        $services = $mms->services();
        return array_map(static fn (int $user): array => $services[$user], $debtors);
    };
    $open = array_sum(array_column($now(), 'open'));

    step('lms-notify blocks two debtors, after a trial run');
    tell('In debt: ' . $lms->nameOf($payer) . ', ' . $lms->nameOf($debtor));
    $before = $mms->changes();
    notify('block', '-d');
    must($mms->changes() === $before, 'the trial run changed something');
    notify('block');
    foreach ($now() as $customer => $services) {
        must($services['open'] === 0 && $services['blocked'] > 0, "#$customer is not blocked");
    }
    $after = $mms->changes();
    must($before === null || $after - $before === $open, 'more or less was changed than there was to block');

    step('The next run finds everything blocked and sends nothing');
    notify('block');
    must($mms->changes() === $after, 'the second run changed something');

    step('One pays and is released');
    $lms->pay($payer);
    tell('Has paid: ' . $lms->nameOf($payer));
    notify('unblock');
    $services = $now();
    must($services[$payer]['blocked'] === 0 && $services[$payer]['open'] > 0, "#$payer is still blocked");
    must($services[$debtor]['open'] === 0, "#$debtor was released without having paid");
}

try {
    tour();
    echo PHP_EOL, 'Everything was as it should be.', PHP_EOL;
} catch (Throwable $failure) {
    fwrite(STDERR, PHP_EOL . 'FAILED: ' . $failure->getMessage() . PHP_EOL);
    exit(1);
}
