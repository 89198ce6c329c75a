<?php

declare(strict_types=1);

/** The facade that plugins get as $LMS. Method names of PHP are case-insensitive, LMS's callers rely on it. */
class LMS
{
    public const SOFTWARE_NAME = 'LMS';
    public const SOFTWARE_VERSION = '28-git';

    public static ?LMS $lms = null;

    private ?LMSPluginManager $plugin_manager = null;
    private array $hooks = [];
    private LMSCustomerManager $customers;
    private LMSFinanceManager $finances;

    public function __construct(public $DB, public $AUTH, public $SYSLOG)
    {
        self::$lms = $this;
        $this->customers = new LMSCustomerManager($DB, $SYSLOG);
        $this->finances = new LMSFinanceManager($DB, $SYSLOG);
    }

    public static function getInstance()
    {
        return self::$lms;
    }

    public static function getSoftwareRevision()
    {
        return '';
    }

    public function setPluginManager(LMSPluginManager $plugin_manager)
    {
        $this->plugin_manager = $plugin_manager;
    }

    public function executeHook($hook_name, $hook_data = null)
    {
        return $this->plugin_manager === null ? $hook_data : $this->plugin_manager->executeHook($hook_name, $hook_data);
    }

    /** Hooks of the old style: no observer, no rule against nesting. */
    public function RegisterHook($hook_name, $callback)
    {
        $this->hooks[$hook_name][] = $callback;
    }

    public function ExecHook($hook_name, $vars = null)
    {
        foreach ($this->hooks[$hook_name] ?? [] as $callback) {
            $vars = $callback($vars);
        }

        return $vars;
    }

    /** Tells the database who is asking; "customerview" depends on it. */
    public function InitUI()
    {
        if ($this->DB->GetDbType() === 'postgres') {
            $this->DB->Execute("SELECT set_config('lms.current_user', ?, false)", [strval(Auth::GetCurrentUser())]);
        } else {
            $this->DB->Execute('SET @lms_current_user = ?', [Auth::GetCurrentUser()]);
        }
    }

    public function InitXajax()
    {
    }

    public function RunXajax()
    {
        return null;
    }

    public function GetUserRights($id)
    {
        $rights = (string) $this->DB->GetOne('SELECT rights FROM users WHERE id = ?', [$id]);

        return $rights === '' ? [] : explode(',', $rights);
    }

    public function GetDivisions($params = [])
    {
        return LMSDivisionManager::divisions($params);
    }

    public function getDivisionIdByShortName($shortname)
    {
        return $this->DB->GetOne('SELECT id FROM divisions WHERE shortname = ?', [$shortname]);
    }

    public function getServiceProviders()
    {
        return $this->DB->GetAllByKey('SELECT id, name FROM serviceproviders ORDER BY name', 'id');
    }

    public function GetCustomerName($id)
    {
        return $this->customers->getCustomerName($id);
    }

    public function GetCustomerEmail($id, $requiredFlags = 0, $forbiddenFlags = 0)
    {
        return $this->customers->getCustomerEmail($id, $requiredFlags, $forbiddenFlags);
    }

    public function CustomerExists($id)
    {
        return $this->customers->customerExists($id);
    }

    public function GetCustomer($id, $short = false)
    {
        return $this->customers->GetCustomer($id, $short);
    }

    public function getCustomerAddresses($id, $hide_deleted = false)
    {
        return $this->customers->getCustomerAddresses($id, $hide_deleted);
    }

    public function GetCustomerContacts($id, $mask = null)
    {
        return $this->customers->getCustomerContacts($id, $mask);
    }

    public function GetCustomerBalance($id)
    {
        return $this->customers->getCustomerBalance($id);
    }

    public function getCustomerConsents($id)
    {
        return $this->customers->getCustomerConsents($id);
    }

    public function getCustomerExternalIDs($customerid, $serviceproviderid = null, $serviceprovidersonly = false)
    {
        return $this->customers->getCustomerExternalIDs($customerid);
    }

    /** Fires a hook, so it cannot be called from a handler. */
    public function GetCustomerList($params = [])
    {
        $this->executeHook('get_customer_list_prepare_conditions', ['customer-consents' => [], 'sqljoin' => '', 'sqlwhere' => '']);

        return $this->customers->getCustomerList((array) $params);
    }

    public function CustomerAdd($customeradd)
    {
        return $this->customers->customerAdd($customeradd);
    }

    public function CustomerUpdate($customerdata)
    {
        return $this->customers->customerUpdate($customerdata);
    }

    public function DeleteCustomer($id)
    {
        $this->customers->deleteCustomer($id);
    }

    public function DeleteCustomerPermanent($id, $transaction = true)
    {
        $this->customers->deleteCustomerPermanent($id);
    }

    public function changeCustomerStatus($id, $status)
    {
        return $this->DB->Execute('UPDATE customers SET status = ? WHERE id = ?', [$status, $id]);
    }

    public function changeCustomerType($id, $type)
    {
        return $this->DB->Execute('UPDATE customers SET type = ? WHERE id = ?', [$type, $id]);
    }

    public function GetTariffs($forced_id = null)
    {
        return $this->finances->getTariffs($forced_id);
    }

    public function GetTariff($id)
    {
        return $this->finances->getTariff($id);
    }

    public function GetTaxes($from = null, $to = null, $default = null)
    {
        return $this->finances->getTaxes();
    }

    public function GetCustomerAssignments($id, $show_expired = false, $show_approved = true)
    {
        return $this->finances->getCustomerAssignments($id, $show_expired, $show_approved);
    }

    public function AddAssignment($data)
    {
        return $this->finances->addAssignment($data);
    }

    public function DeleteAssignment($id)
    {
        return $this->finances->deleteAssignment($id);
    }

    public function SuspendAssignment($id, $suspend = true)
    {
        return $this->finances->suspendAssignment($id, $suspend);
    }

    /** The host sends nothing, but the hook that makes it illegal inside a handler is there. */
    public function SendMail($recipients, $headers, $body, $files = null, $host = null, $smtp_options = null)
    {
        $this->executeHook('email_before_send', ['email' => ['recipients' => $recipients], 'backend' => 'host']);

        return MSG_SENT;
    }

    public function SendSMS($number, $message, $messageid = 0, $service = null)
    {
        $this->executeHook('send_sms_before', ['number' => $number, 'message' => $message]);

        return MSG_SENT;
    }
}
