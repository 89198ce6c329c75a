<?php

declare(strict_types=1);

/**
 * The operator's session in table "sessions", bound to address and browser.
 *
 * Variables outside SESSION_VARIABLES belong to the user, not to the session, and are written to users.settings; all of
 * it only by close() and redirect().
 */
class Session
{
    public const HISTORY_SIZE = 10;

    private const SESSION_VARIABLES = [
        'session_id', 'session_login', 'session_target_login', 'session_logname', 'session_last', 'session_lastip', 'backto', 'history',
        'lastmodule', 'session_passwdrequiredchange', 'session_passverified', 'tabs', 'prepared_persistent_filters',
    ];
    private const BOUND_TO = ['REMOTE_ADDR', 'REMOTE_HOST', 'HTTP_USER_AGENT', 'HTTP_VIA', 'HTTP_X_FORWARDED_FOR', 'SERVER_NAME', 'SERVER_PORT'];

    private static $oldHistoryEntry = '';
    private static $historyEntry = '';

    public $SID = null;
    public $timeout = 600;
    private array $content = [];
    private array $tabs = [];
    private array $persistent = [];
    private bool $expired = false;
    private bool $updated = false;
    private string $tab;

    public function __construct(public $DB, $timeout = 0, $settings_timeout = 0)
    {
        $this->timeout = (int) $timeout ?: $this->timeout;
        $this->tab = (string) ($_COOKIE['tabId'] ?? '');
        isset($_COOKIE['SID']) ? $this->restoreSession() : $this->createSession();
    }

    public static function getOldHistoryEntry()
    {
        return self::$oldHistoryEntry;
    }

    public static function getHistoryEntry()
    {
        return self::$historyEntry;
    }

    public function isExpired()
    {
        return $this->expired;
    }

    public function save($variable, $content, $tab = false)
    {
        if ($variable === 'backto') {
            $this->add_history_entry(ltrim((string) $content, '?'));
            return;
        }
        if ($tab) {
            $this->tabs[$this->tab][$variable] = $content;
        } else {
            $this->content[$variable] = $content;
        }
        $this->updated = true;
        if ($variable === 'session_login') {
            $this->restore_user_settings();
        }
    }

    public function restore($variable, &$content, $tab = false)
    {
        $content = $this->get($variable, $tab);
    }

    public function get($variable, $tab = false)
    {
        if ($variable === 'backto') {
            return $this->get_history_entry();
        }

        return $tab ? $this->tabs[$this->tab][$variable] ?? null : $this->content[$variable] ?? null;
    }

    public function remove($variable, $tab = false)
    {
        if ($variable === 'backto') {
            return $this->remove_history_entry();
        }
        $known = $this->is_set($variable, $tab);
        if ($tab) {
            unset($this->tabs[$this->tab][$variable]);
        } else {
            unset($this->content[$variable]);
        }
        $this->updated = $this->updated || $known;

        return $known;
    }

    public function is_set($variable, $tab = false)
    {
        return $this->get($variable, $tab) !== null;
    }

    public function get_persistent_setting($variable)
    {
        return $this->persistent[$variable] ?? null;
    }

    public function save_persistent_setting($variable, $content)
    {
        $this->persistent[$variable] = $content;
        $this->updated = true;
    }

    public function saveFilter($filter, $module = null, $persistentKeys = null, $reversePersistentKeys = false, $id = null)
    {
        $this->content['filters'][$module ?: $this->content['module']] = $filter;
        $this->updated = true;
    }

    public function getFilter($module = null, $id = null)
    {
        return $this->content['filters'][$module ?: $this->content['module'] ?? ''] ?? [];
    }

    public function getAllPersistentFilters($module = null)
    {
        return [];
    }

    public function add_history_entry($entry = null)
    {
        $entry ??= $_SERVER['QUERY_STRING'] ?? '';
        $history = $this->tabs[$this->tab]['history'] ?? [];
        self::$oldHistoryEntry = end($history);
        self::$historyEntry = $entry;
        if ($history === [] || end($history) !== $entry) {
            $history[] = $entry;
        }
        $this->tabs[$this->tab]['history'] = array_slice($history, -self::HISTORY_SIZE);
        $this->updated = true;
    }

    public function get_history_entry($default = null)
    {
        return isset($this->tabs[$this->tab]['history']) ? end($this->tabs[$this->tab]['history']) : $default;
    }

    /** Like LMS's, takes the entry off without marking the session as changed. */
    public function remove_history_entry()
    {
        return isset($this->tabs[$this->tab]['history']) ? array_pop($this->tabs[$this->tab]['history']) : null;
    }

    public function redirect_to_history_entry($default = null)
    {
        $target = isset($this->tabs[$this->tab]['history']) ? array_pop($this->tabs[$this->tab]['history']) : $default;
        if (isset($target)) {
            $this->redirect('?' . $target);
        }
    }

    public function redirect($location)
    {
        $this->close();
        header('Location: ' . $location);
        die;
    }

    public function close()
    {
        $this->saveSession();
        $this->SID = null;
        $this->content = $this->tabs = [];
    }

    public function finish()
    {
        $this->DB->Execute('DELETE FROM sessions WHERE id = ?', [$this->SID]);
        $this->SID = null;
        $this->content = $this->tabs = [];
    }

    /** A new id for the same session, made at login. */
    public function regenerateSID()
    {
        $old = $this->SID;
        $this->SID = bin2hex(random_bytes(32));
        $this->DB->Execute('UPDATE sessions SET id = ? WHERE id = ?', [$this->SID, $old]);
        $this->sendCookie();
    }

    public function clearLoginTimeout()
    {
        $this->DB->Execute('UPDATE sessions SET atime = ?NOW? WHERE id = ?', [$this->SID]);
    }

    public function restore_user_settings($force_settings_restore = false)
    {
        if (!isset($this->content['session_login'])) {
            return;
        }
        $row = $this->DB->GetRow('SELECT settings, persistentsettings FROM users WHERE login = ?', [$this->content['session_login']]);
        if ($row) {
            $this->persistent = self::decode($row['persistentsettings']);
            $this->content = array_merge($this->content, self::decode($row['settings']));
        }
    }

    private function createSession(): void
    {
        $this->SID = bin2hex(random_bytes(32));
        $this->DB->Execute(
            'INSERT INTO sessions (id, ctime, mtime, atime, vdata, content) VALUES (?, ?NOW?, ?NOW?, ?NOW?, ?, ?)',
            [$this->SID, serialize($this->binding()), serialize(['tabs' => []])]
        );
        $this->sendCookie();
    }

    private function restoreSession(): void
    {
        $this->SID = (string) $_COOKIE['SID'];
        $row = $this->DB->GetRow('SELECT sessions.*, ?NOW? AS tt FROM sessions WHERE id = ?', [$this->SID]);
        if ($row && serialize($this->binding()) === $row['vdata']) {
            $oldest = $row['tt'] - $this->timeout;
            if ($row['mtime'] >= $oldest || $row['atime'] >= $oldest) {
                $this->DB->Execute('UPDATE sessions SET atime = ?NOW? WHERE id = ?', [$this->SID]);
                $this->content = self::decode($row['content']);
                $this->tabs = $this->content['tabs'] ?? [];
                $this->restore_user_settings(true);
                return;
            }
            $this->expired = true;
        }
        if ($row) {
            $this->finish();
        }
        $this->createSession();
    }

    private function saveSession(): void
    {
        if (!$this->updated || $this->SID === null) {
            return;
        }
        $own = array_flip(self::SESSION_VARIABLES);
        $content = ['tabs' => $this->tabs] + $this->content;
        $this->DB->BeginTrans();
        $this->DB->Execute(
            'UPDATE sessions SET content = ?, mtime = ?NOW? WHERE id = ?',
            [serialize(array_intersect_key($content, $own)), $this->SID]
        );
        $this->DB->CommitTrans();
        if (isset($this->content['session_login'])) {
            $this->DB->Execute(
                'UPDATE users SET settings = ?, persistentsettings = ? WHERE login = ?',
                [serialize(array_diff_key($content, $own)), serialize($this->persistent), $this->content['session_login']]
            );
        }
    }

    private function sendCookie(): void
    {
        setcookie('SID', (string) $this->SID, [
            'httponly' => true,
            'secure' => !empty($_SERVER['HTTPS']) && $_SERVER['HTTPS'] !== 'off',
            'samesite' => 'Lax',
        ]);
    }

    private function binding(): array
    {
        return array_intersect_key($_SERVER, array_flip(self::BOUND_TO));
    }

    private static function decode($serialized): array
    {
        $value = $serialized ? @unserialize((string) $serialized, ['allowed_classes' => false]) : null;

        return is_array($value) ? $value : [];
    }
}
