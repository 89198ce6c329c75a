<?php

declare(strict_types=1);

/** Who is logged in. The login form is answered in the same request, without a redirect. */
class Auth
{
    public const LOGIN_THROTTLE_SECONDS = 2;

    private static ?Auth $auth = null;

    public $id = null;
    public $login;
    public $logname;
    public $logrname;
    public $islogged = false;
    public $nousers = false;
    public $error;
    public $ip;

    public static function GetCurrentUser()
    {
        return self::$auth?->id;
    }

    public static function GetCurrentUserName()
    {
        return self::$auth?->logname;
    }

    public static function GetCurrentUserReversedName()
    {
        return self::$auth?->logrname;
    }

    public function __construct(public $DB, public $SESSION)
    {
        self::$auth = $this;
        $this->ip = str_replace('::ffff:', '', (string) ($_SERVER['REMOTE_ADDR'] ?? ''));
        $this->login = $SESSION->get('session_login');
        $form = $_POST['loginform'] ?? null;

        if ($this->login) {
            $this->islogged = true;
            $this->id = $SESSION->get('session_id');
            $this->logname = $SESSION->get('session_logname');
            $this->logrname = $SESSION->get('session_logrname');
        } elseif (isset($form['login'], $form['pwd'])) {
            $this->login = (string) $form['login'];
            $this->islogged = $this->verify((string) $form['pwd']);
            if ($this->islogged) {
                $SESSION->regenerateSID();
                $DB->Execute('UPDATE users SET lastlogindate = ?, lastloginip = ? WHERE id = ?', [time(), $this->ip, $this->id]);
            }
        }

        if ($this->islogged) {
            $SESSION->save('session_id', $this->id);
            $SESSION->save('session_login', $this->login);
            $SESSION->save('session_logname', $this->logname);
            $SESSION->save('session_logrname', $this->logrname);
        } else {
            // the id stays: after a wrong password GetCurrentUser() names an operator who is not logged in, as in LMS
            $SESSION->finish();
        }
    }

    public function LogOut()
    {
        $this->SESSION->finish();
    }

    public function authCodeRequired()
    {
        return false;
    }

    public function requiredPasswordChange()
    {
        return false;
    }

    public function requiredTwoFactorAuthChange()
    {
        return false;
    }

    private function verify(string $password): bool
    {
        $user = $this->DB->GetRow('SELECT * FROM users WHERE login = ? AND deleted = 0', [$this->login]);
        if (!$user) {
            $this->error = trans('Wrong password or login.');
            return false;
        }
        $this->id = $user['id'];
        $this->logname = $user['firstname'] . ' ' . $user['lastname'];
        $this->logrname = $user['lastname'] . ' ' . $user['firstname'];
        if (!$this->DB->GetOne('SELECT COUNT(*) FROM userdivisions WHERE userid = ?', [$this->id])) {
            $this->error = trans('The user has no assigned company.');
            return false;
        }
        if (time() - (int) $user['failedlogindate'] < self::LOGIN_THROTTLE_SECONDS) {
            $this->error = trans('Too many failed login attempts in short time period.<br>Try again in a few minutes.');
            return false;
        }
        if (!$this->passwordAccepted($password, $user['passwd'])) {
            $this->DB->Execute('UPDATE users SET failedlogindate = ?, failedloginip = ? WHERE id = ?', [time(), $this->ip, $this->id]);
            $this->error = trans('Wrong password or login.');
            return false;
        }
        if (!(int) $user['access']) {
            $this->error = trans('Account is disabled');
            return false;
        }

        return true;
    }

    /** The hook exists since plugins are created before Auth. */
    private function passwordAccepted(string $password, string $hash): bool
    {
        if (host_plugins_first()) {
            $answer = LMSPluginManager::getInstance()->executeHook(
                'password_verification',
                ['login' => $this->login, 'passwd' => $password, 'result' => false]
            );
            if ($answer['result']) {
                return true;
            }
        }

        return password_verify($password, $hash);
    }
}
