<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

/** The clock of the web server is wrong, or is put right while a process runs. */
final class ClockTest extends FaultTestCase
{
    /** @dataProvider dialects */
    #[DataProvider('dialects')]
    public function testAStepOfTheClockEndsNoSessionAndNoCallAndIsNotWrittenDown(string $dialect): void
    {
        $lms = $this->lms($dialect);
        $clock = Surroundings::directory() . '/clock';
        $code = '$client = new Metroport\Client($config + ["timeout" => 8]);
            echo "start ", time(), "\n";
            foreach (["+3d", "-3d", "+0"] as $step) {
                file_put_contents($config["actor"], $step);
                clearstatcache();
                $client->about(1)->metrotv()->blockAccount($client->metrotv()->accounts(1001)[0]["id"]);
                $run = $client->queue()->converge();
                echo "$step ", time(), " $run[failed] ", count($client->customers()->page()["rows"]), "\n";
            }';
        $process = new PhpProcess($code, $this->config($lms, ['actor' => $clock]), through: Surroundings::clock('+0', $clock));
        try {
            $said = $process->end()->printed();
        } finally {
            Surroundings::removeDirectory(dirname($clock));
        }

        preg_match_all('/^(\S+) (\d+)(?: 0 12)?$/m', $said, $told, PREG_SET_ORDER);
        $off = [];
        foreach ($told as [, $step, $time]) {
            $off[$step] = (int) round(((int) $time - time()) / 86_400);
        }
        self::assertSame(['start' => 0, '+3d' => 3, '-3d' => -3, '+0' => 0], $off, $said);
        self::assertSame(1, $this->mms->count('logins'), 'the session is as old as the database says');
        foreach ($lms->rows('SELECT at FROM metroport_journal') as ['at' => $at]) {
            self::assertEqualsWithDelta(time(), (int) $at, 60, 'the journal is in the clock of the database');
        }
        self::assertSame(3, (int) $lms->rows('SELECT COUNT(*) AS n FROM metroport_journal WHERE action = \'account.block\'')[0]['n']);
    }

    /** @return array<string, array{string}> */
    public static function steps(): array
    {
        return ['a day ahead' => ['+1d'], 'a day back' => ['-1d']];
    }

    /** @dataProvider steps */
    #[DataProvider('steps')]
    public function testACallThatIsUnderWayEndsNeitherAtOnceNorNever(string $step): void
    {
        $clock = Surroundings::directory() . '/clock';
        $this->mms->delay(1_500);
        $process = new PhpProcess(
            '$client = new Metroport\Client($config); echo count($client->metrotv()->networks()), " ", time();',
            $this->config(null, ['timeout' => 8]),
            through: Surroundings::clock('+0', $clock),
        );
        try {
            Surroundings::until(fn (): bool => $this->mms->count('logins') > 0, 'the call is under way');
            file_put_contents($clock, $step);
            $said = $process->end(15.0)->printed();
        } finally {
            Surroundings::removeDirectory(dirname($clock));
        }
        [$networks, $time] = explode(' ', $said);
        self::assertGreaterThan(0, (int) $networks);
        self::assertSame($step[0] === '+' ? 1 : -1, (int) round(((int) $time - time()) / 86_400), 'the clock was stepped');
    }
}
