<?php

declare(strict_types=1);

namespace LMSMetroportPlugin;

/** The way to the extension for everything in the shell. */
final class Gateway
{
    /** Seconds that a script may wait at least: a whole list of a big operator may take longer than a page may. */
    private const SCRIPT_PATIENCE = 120;

    /**
     * A client for the user who is logged in, or for the script that runs.
     *
     * @throws Unavailable when the plugin cannot work in this process
     * @throws \Metroport\Exception\ConfigurationException
     */
    public static function client(): \Metroport\Client
    {
        self::check();
        return self::connect();
    }

    /**
     * A client for a script that nobody waits for.
     *
     * @throws Unavailable when the plugin cannot work in this process
     * @throws \Metroport\Exception\ConfigurationException
     */
    public static function clientForScript(): \Metroport\Client
    {
        self::check();
        return self::connect(self::SCRIPT_PATIENCE);
    }

    /**
     * A client whatever the state of tables and settings, to find out what is wrong with them.
     *
     * @throws Unavailable without the extension
     */
    public static function clientForTest(): \Metroport\Client
    {
        $state = State::current();
        if (!$state->hasExtension()) {
            throw new Unavailable($state);
        }
        return self::connect();
    }

    /**
     * A client for LMS's userpanel, where a customer looks at what is his own. It may see every customer: whoever takes it asks
     * for the session's customer and nobody else, and changes nothing.
     *
     * @throws Unavailable when the plugin cannot work in this process
     * @throws \Metroport\Exception\ConfigurationException
     */
    public static function clientForUserpanel(): \Metroport\Client
    {
        self::check();
        return new \Metroport\Client(Settings::current()->forClient(0, 'userpanel'));
    }

    /** @throws Unavailable when the plugin cannot work in this process */
    private static function check(): void
    {
        $state = State::current();
        if (!$state->isFine()) {
            throw new Unavailable($state);
        }
    }

    private static function connect(int $patience = 0): \Metroport\Client
    {
        $user = (int) \Auth::GetCurrentUser();
        // User 0 sees every customer: that is for scripts, never for a page that lost its user.
        if ($user === 0 && PHP_SAPI !== 'cli') {
            throw new \LogicException('no user is logged in');
        }
        $actor = $user === 0
            ? basename((string) ($_SERVER['SCRIPT_NAME'] ?? 'cli'))
            : (string) (\Auth::GetCurrentUserName() ?? $user);

        $config = Settings::current()->forClient($user, $actor);
        return SysLog::watch(new \Metroport\Client(['timeout' => max($config['timeout'], $patience)] + $config));
    }
}
