<?php

declare(strict_types=1);

/** Constants and lists of LMS that plugins use, with LMS's values. */

const CTYPES_PRIVATE = 0;
const CTYPES_COMPANY = 1;
const CTYPES_CONTRACTOR = 2;

const CSTATUS_INTERESTED = 1;
const CSTATUS_WAITING = 2;
const CSTATUS_CONNECTED = 3;
const CSTATUS_DISCONNECTED = 4;
const CSTATUS_DEBT_COLLECTION = 5;

const DOC_INVOICE = 1;
const DOC_RECEIPT = 2;
const DOC_CNOTE = 3;
const DOC_DNOTE = 5;
const DOC_INVOICE_PRO = 6;

const DISPOSABLE = 0;
const DAILY = 1;
const WEEKLY = 2;
const MONTHLY = 3;
const QUARTERLY = 4;
const YEARLY = 5;
const HALFYEARLY = 7;

const SERVICE_OTHER = -1;
const SERVICE_INTERNET = 1;
const SERVICE_SERVICE = 3;
const SERVICE_TV = 5;

const CONTACT_MOBILE = 1;
const CONTACT_FAX = 2;
const CONTACT_LANDLINE = 4;
const CONTACT_EMAIL = 8;
const CONTACT_INVOICES = 16;
const CONTACT_NOTIFICATIONS = 32;
const CONTACT_BANKACCOUNT = 64;
const CONTACT_TECHNICAL = 128;
const CONTACT_URL = 256;
const CONTACT_IM = 7680;
const CONTACT_DISABLED = 16384;
const CONTACT_DOCUMENTS = 32768;
const CONTACT_REPRESENTATIVE = 65536;
const CONTACT_HELPDESK_NOTIFICATIONS = 131072;

const POSTAL_ADDRESS = 0;
const BILLING_ADDRESS = 1;
const LOCATION_ADDRESS = 2;
const DEFAULT_LOCATION_ADDRESS = 3;
const RECIPIENT_ADDRESS = 4;

const CCONSENT_DATE = 1;

const MSG_SENT = 2;

const CONFIG_TYPE_AUTO = 0;
const CONFIG_TYPE_BOOLEAN = 1;
const CONFIG_TYPE_POSITIVE_INTEGER = 2;

$CTYPES = [
    CTYPES_PRIVATE => trans('private person'),
    CTYPES_COMPANY => trans('legal entity'),
    CTYPES_CONTRACTOR => trans('contractor'),
];

$CSTATUSES = [
    CSTATUS_CONNECTED => ['singularlabel' => trans('connected<!singular>'), 'summarylabel' => trans('Connected:'), 'alias' => 'connected'],
    CSTATUS_WAITING => ['singularlabel' => trans('waiting'), 'summarylabel' => trans('Waiting:'), 'alias' => 'awaiting'],
    CSTATUS_INTERESTED => ['singularlabel' => trans('interested<!singular>'), 'summarylabel' => trans('Interested:'), 'alias' => 'interested'],
    CSTATUS_DISCONNECTED => ['singularlabel' => trans('disconnected<!singular>'), 'summarylabel' => trans('Disconnected:<!summary>'), 'alias' => 'disconnected'],
    CSTATUS_DEBT_COLLECTION => ['singularlabel' => trans('debt collection'), 'summarylabel' => trans('Debt Collection:<!summary>'), 'alias' => 'debtcollection'],
];

if (isset($SMARTY)) {
    $SMARTY->assign('_CTYPES', $CTYPES);
    $SMARTY->assign('_CSTATUSES', $CSTATUSES);
}
