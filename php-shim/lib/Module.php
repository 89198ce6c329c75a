<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/**
 * What every module of the plugin does: check the right, show a page that needs nothing from MMS, and answer the page's
 * own requests (`&api=1`, POST, with the token) in JSON.
 *
 * LMS checks rights only by the module's name and knows no token, so nothing of a module runs before both are checked.
 */
final class Module
{
    /** In the order in which they need one another. */
    private const SCRIPTS = [
        'metroport.js', 'metroport-keyboard.js', 'metroport-dialog.js', 'metroport-later.js', 'metroport-mass.js', 'metroport-pager.js',
        'metroport-export.js', 'metroport-list.js', 'metroport-intake.js', 'metroport-history.js',
    ];

    /** @var list<string> */
    private array $rights;

    /** @param string ...$rights any of them opens the module */
    public function __construct(private string $name, string ...$rights)
    {
        $this->rights = array_values($rights);
    }

    /** Whether this request is for data; LMS makes no Smarty then. */
    public function isForData(): bool
    {
        return isset($_GET['api']);
    }

    /**
     * Shows the page, or that the user has no right to it.
     *
     * @param array<string, mixed> $values the template's variables, besides `$metroport`
     */
    public function show(\Smarty $smarty, array $values = []): void
    {
        if (!Rights::granted(...$this->rights)) {
            $smarty->display('noaccess.html');
            return;
        }
        Sapi::record();
        $smarty->assign($values);
        $smarty->assign('metroport', [
            'url' => '?m=' . $this->name . '&api=1',
            'token' => CsrfToken::issue(),
            'state' => State::current(),
            'opens_cards' => Rights::opensCards(),
            'style' => Asset::url('metroport.css'),
            'scripts' => array_map(Asset::url(...), self::SCRIPTS),
        ]);
        $smarty->display($this->name . '.html');
    }

    /**
     * What a page needs to ask another module for something; null when the user has none of the rights to it, so that it is not
     * offered to him.
     *
     * @return ?array{url: string, token: string}
     */
    public static function action(string $module, string ...$rights): ?array
    {
        return Rights::granted(...$rights) ? ['url' => '?m=' . $module . '&api=1', 'token' => CsrfToken::issue()] : null;
    }

    /**
     * Answers with what the function returns, or with `error`, and ends the request.
     *
     * @param callable(array<string, mixed>): array<string, mixed> $answer gets the posted fields
     */
    public function answer(callable $answer): never
    {
        // Only what cannot be the fault of MMS has a status of its own: web servers replace the bodies of 5xx answers.
        [$status, $body] = $this->reply($answer);
        http_response_code($status);
        header('Content-Type: application/json; charset=utf-8');
        header('Cache-Control: no-store');
        header('X-Content-Type-Options: nosniff');
        echo json_encode($body, JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE | JSON_PRESERVE_ZERO_FRACTION);
        exit;
    }

    /**
     * @param callable(array<string, mixed>): array<string, mixed> $answer
     * @return array{int, array<string, mixed>} HTTP status and body
     */
    public function reply(callable $answer): array
    {
        $token = $_POST['token'] ?? null;
        $refusal = match (true) {
            !Rights::granted(...$this->rights) => [403, 'request.right'],
            ($_SERVER['REQUEST_METHOD'] ?? '') !== 'POST' => [405, 'request.method'],
            !is_string($token) || !CsrfToken::accepts($token) => [403, 'request.token'],
            default => null,
        };
        if ($refusal !== null) {
            return [$refusal[0], ['error' => self::error($refusal[1], Failure::sentence($refusal[1]))]];
        }

        try {
            return [200, $answer($_POST)];
        } catch (\Throwable $failure) {
            if (!$failure instanceof Refusal) {
                Failure::log($failure);
            }
            $told = Failure::of($failure);
            return [200, ['error' => self::error($told->code, $told->sentence, $told->mmsText)]];
        } finally {
            SysLog::write($this->name);
        }
    }

    /** @return array{code: string, sentence: string, mms: string} */
    private static function error(string $code, string $sentence, string $mms = ''): array
    {
        return ['code' => $code, 'sentence' => $sentence, 'mms' => $mms];
    }
}
