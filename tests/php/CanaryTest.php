<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\DataProvider;

require_once __DIR__ . '/support/ExtensionTestCase.php';

/**
 * Whatever goes wrong, no exception and no output tells a password, a session or personal data. MMS is a fake one here, which
 * gives out a session that we know and puts personal data into its answers.
 */
final class CanaryTest extends ExtensionTestCase
{
    private const ACTS = <<<'PHP'
        $client = new Metroport\Client($config);
        $acts = [
            fn () => $client->customers()->get(101),
            fn () => $client->customers()->page(search: $config['canary']['pesel']),
            fn () => $client->customers()->findByPesel($config['canary']['pesel']),
            fn () => $client->customers()->findByNip($config['canary']['nip']),
            fn () => $client->customers()->add(['company' => false, 'lastname' => 'X', 'name' => 'Y'] + $config['canary']),
            fn () => $client->customers()->update(101, $config['canary']),
            fn () => $client->fsecure()->block(1),
            fn () => $client->metrotv()->addDecoder('X', 'S', '00:1b:00:00:00:01'),
            fn () => $client->metrotv()->addAccount(1, 1, ['street' => $config['canary']['email'], 'house' => '1', 'zip' => '', 'city' => '']),
            fn () => $client->locks()->lock([1, 2], ['metrotv', 'fsecure']),
            fn () => $client->locks()->lock([], ['metrotv', $config['password']]),
            fn () => $client->test(),
            fn () => new Metroport\Client(['url' => "https://{$config['canary']['email']}:{$config['password']}@/"] + $config),
            fn () => new Metroport\Client([$config['password'] => 1] + $config),
            fn () => (new Metroport\Client(['database' => ['password' => $config['password']] + $config['database']] + $config))->customers()->page(),
        ];
        foreach ($acts as $number => $act) {
            try {
                $result = $act();
                echo "$number: ", $number === 9 || $number === 11 ? json_encode($result, JSON_UNESCAPED_UNICODE) : 'an answer', "\n";
            } catch (Throwable $e) {
                echo "$number: ", get_class($e), ' ', $e->getMessage(), ' ', $e->mmsText ?? '', "\n";
                // As PHP logs it, but for what the script itself passed.
                error_log(preg_replace('/^#\d+ .*$/m', '', (string) $e));
            }
        }
        throw new Metroport\Exception\MetroportException('the end');
        PHP;

    protected function setUp(): void
    {
    }

    /** @return array<string, array{int, string}> */
    public static function answers(): array
    {
        $person = '{"id": 101, "customertype": {"pesel": "' . Canary::PESEL . '"}, "pesel": ["' . Canary::PESEL . '"], "email": "' . Canary::EMAIL . '"}';
        $words = 'Klient ' . Canary::PESEL . ' (' . Canary::EMAIL . ', NIP 526-025-02-74) już istnieje';
        $ours = 'Sesja ' . Canary::SESSION . ' konta z hasłem ' . Canary::PASSWORD . ' wygasła';
        return [
            'no, with personal data' => [409, $words],
            'no, as JSON' => [422, json_encode(['message' => $words])],
            'no, with what we sent' => [422, json_encode(['message' => $ours])],
            'not logged in, with what we sent' => [401, $ours],
            'done, with an error that has what we sent' => [200, json_encode(['error' => $ours])],
            'out of order' => [500, $words],
            'not logged in' => [401, $words],
            'not a user' => [200, $person],
            'not JSON' => [200, "$words $person"],
            'strange lists' => [200, "[1, [$person]]"],
            'true' => [200, 'true'],
        ];
    }

    /** @dataProvider answers */
    #[DataProvider('answers')]
    public function testNothingTellsASecret(int $status, string $body): void
    {
        $mms = new FakeMms([$status, $body]);
        $config = ['url' => $mms->url, 'login' => Canary::LOGIN, 'password' => Canary::PASSWORD, 'timeout' => Surroundings::patient(2),
            'database' => Lms::withPeople('postgres')->config()];
        $canary = ['pesel' => Canary::PESEL, 'nip' => Canary::NIP, 'email' => Canary::EMAIL];
        $code = '$config = array_diff_key($given = $config, ["canary" => 0]); $canary = $given["canary"];'
            . str_replace("\$config['canary']", '$canary', self::ACTS);
        try {
            $ended = PhpProcess::run($code, $config + ['canary' => $canary], ['log_errors' => '1', 'display_errors' => '1']);
        } finally {
            $mms->stop();
        }

        self::assertSame(255, $ended->status, $ended->err);
        self::assertSame(15, substr_count($ended->out, ': ' . "an answer\n") + preg_match_all('/^\d+: (Metroport|\{|\[)/m', $ended->out), $ended->out);
        self::assertStringContainsString('the end', $ended->err);
        self::assertSame([], Canary::in($ended->out . $ended->err), $ended->out . $ended->err);
    }
}
