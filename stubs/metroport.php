<?php

/**
 * Stubs of the PHP extension `metroport`: what it adds to PHP, for editors, static analysis and readers.
 *
 * Checked against reflection by tests/php/StubTest.php. Nothing here is loaded at run time.
 *
 * Scalars are strict whatever the caller's `strict_types`: "5" is not an int. Every method that talks to MMS may throw
 * any class of {@see Metroport\Exception\MetroportException}'s family; each one says which besides.
 */

namespace Metroport {

    /**
     * The way in: one configuration, one MMS account, one database.
     *
     * Cheap to make: nothing is opened before the first call, and all clients of one process that have the same
     * configuration share connections and session, also across the requests of one php-fpm worker.
     */
    final class Client
    {
        /** Version of the extension, the same as the plugin's that belongs to it. */
        public const VERSION = '2.0.0';

        /** Version of the database schema that this extension works with (`dbinfo.dbversion_LMSMetroportPlugin`). */
        public const SCHEMA_VERSION = 2026112601;

        /**
         * @param array{
         *     url: string,
         *     login: string,
         *     password: string,
         *     timeout?: int|float,
         *     concurrency?: int,
         *     session_lifetime?: int,
         *     database?: array{
         *         type: string,
         *         host?: string,
         *         port?: int,
         *         socket?: string,
         *         user?: string,
         *         password?: string,
         *         database: string,
         *     },
         *     user?: int,
         *     actor?: string,
         *     unblock_only_own?: bool,
         *     lock_limit_percent?: int,
         *     metrotv_suspend_billing?: bool,
         *     fsecure_suspend_billing?: bool,
         *     follow_data?: bool,
         * } $config
         *  - `url`: as in `metroport.serwer_url`; https is assumed when no scheme is given;
         *  - `timeout`: seconds for one operation in all, 1–600, default 10;
         *  - `concurrency`: requests under way at once, 1–64, default 8;
         *  - `session_lifetime`: seconds an MMS session is used for, 60–86400, default 1200;
         *  - `database`: LMS's database, `type` being `postgres`, `mysql` or `mysqli`; `host` a name, `name:port`, or the
         *    directory of a PostgreSQL socket; without `database` the session lives in this process only, and what
         *    needs the plugin's tables throws ConfigurationException;
         *  - `user`: id of the LMS user who asks; he is shown only the customers that LMS shows him. 0, the default, is a
         *    script, which sees all;
         *  - `actor`: who asks, in words, for the plugin's records (login or script name);
         *  - `unblock_only_own`: release only what this plugin locked, default true;
         *  - `lock_limit_percent`: a run that changes the locks of more than this part of all linked customers (and of
         *    more than 20) does nothing, 1–100, default 30;
         *  - `*_suspend_billing`: whether a confirmed lock sets the `*_suspend_billing` flag too, default true;
         *  - `follow_data`: whether MMS's data of linked customers follow LMS's, default true; without it {@see Queue} leaves
         *    `data` alone.
         *
         * @throws Exception\ConfigurationException names the key that is missing or wrong, never its value
         */
        public function __construct(array $config) {}

        /** MMS users and their links to LMS customers. */
        public function customers(): Customers {}

        /** F-Secure products and services. */
        public function fsecure(): FSecure {}

        /** MetroTV accounts, packages, networks and decoders. */
        public function metrotv(): MetroTv {}

        /** What the customer's card in LMS shows and does. */
        public function card(): Card {}

        /** Several changes of a customer that belong together: issue everything, remove everything, move, change. */
        public function plans(): Plans {}

        /** The lists of F-Secure and MetroTV, a page at a time. */
        public function lists(): Lists {}

        /** Blocking and releasing of debtors' services. */
        public function locks(): Locks {}

        /** Pairing of customers, and catalogues and the warehouse in the plugin's tables: for scripts. */
        public function sync(): Sync {}

        /** What is wanted and not yet so in MMS, and what makes it so. */
        public function queue(): Queue {}

        /** Every change that went to MMS: who made it, when, and how it ended. */
        public function journal(): Journal {}

        /** Services in MMS and liabilities in LMS. */
        public function billing(): Billing {}

        /** Numbers for who owns the business. */
        public function business(): Business {}

        /**
         * The same client, whose changes are about one LMS customer: the journal keeps them in his history. For what is
         * named by an id that does not tell whose it is ({@see MetroTv::blockAccount()}); {@see Card} knows by itself.
         */
        public function about(int $customer_id): Client {}

        /**
         * The queue, the jobs, the API and the differences in numbers, from the database alone. Times are Unix seconds by the
         * database's clock, `now` too.
         *
         * @return array{
         *     now: int,
         *     queue: list<array{kind: string, state: string, count: int, since: ?int}>,
         *     runs: list<array{job: string, started_at: ?int, ended_at: ?int, succeeded_at: ?int, note: string}>,
         *     calls: list<array{call: string, outcome: string, requests: int, milliseconds: int,
         *         within: list<array{milliseconds: int, requests: int}>}>,
         *     differences: ?array{at: int, counts: array<string, int>},
         * } `queue`: each kind in each state (`waiting`, `refused`), also those of which there is nothing; `runs`: the last one of
         *  each job, also of those of cron that never ran; `calls`: requests since the installation, `outcome` being `ok` or a code as in
         *  MetroportException::$errorCode, `within` how many took no longer; `differences`: as {@see Queue::differences()}
         *  counted them last, null when it never did
         * @throws Exception\StoreException
         */
        public function numbers(): array {}

        /**
         * Tries everything the plugin needs, one step after another; never throws for a step that fails.
         *
         * Steps: `configuration`; those of {@see Client::testDatabase()}; `dns`, `tcp` (neither through a proxy), `tls` (only over
         * https), `server` (HTTP), `login` (a fresh one, which then becomes the shared session), `session` (whether another process
         * finds it), `customers`, `fsecure`, `metrotv`, `decoders` (whether the account may use them; `detail` is the number of
         * rows), `clock` (MMS's and the database's against this server's). A step that cannot be tried because an earlier one
         * failed is absent.
         *
         * @return list<array{step: string, ok: bool, milliseconds: float, detail: string, code: ?string, found: array<string, int|string>}>
         *  `code` is a stable code as in MetroportException::$errorCode, or of its own: `mms.dns`, `mms.area` (not for this account),
         *  `certificate.expired`, `certificate.soon` (ends within 14 days), `clock.skew` (more than two minutes), `store.rights`,
         *  `job.never`, `job.late`, `queue.refused`, `queue.late`. `found` is what the English `detail` says, in parts, for who says it otherwise; times are
         *  Unix seconds: `tls` `valid_until`, `days`; `customers` and the like `rows`; `clock` `MMS`, `database` (seconds by which
         *  they are ahead); `rights` `missing`; `job_…` `succeeded_at`, `note` (counts, or an error's code); `queue` `waiting`,
         *  `refused`, `since` (of what waits longest). Elsewhere it is empty, and what is not known is absent.
         */
        public function test(): array {}

        /**
         * The same of a database alone: `database`, `schema`, `rights` (of its user, with the tables that are used), `job_…` (each job
         * of cron), `queue`. Needs nothing of MMS.
         *
         * @param array{type: string, host?: string, port?: int, socket?: string, user?: string, password?: string, database: string}
         *  $database as the constructor takes it
         * @return list<array{step: string, ok: bool, milliseconds: float, detail: string, code: ?string, found: array<string, int|string>}>
         * @throws Exception\ConfigurationException names the key that is missing or wrong
         */
        public static function testDatabase(array $database): array {}
    }

    /** MMS users and their links to LMS customers. Get it from {@see Client::customers()}. */
    final class Customers
    {
        /** @throws \Exception always: get it from {@see Client::customers()} */
        public function __construct() {}

        /**
         * One page of all MMS users (`GET /Users/users`), each with the LMS customer that he is linked to.
         *
         * Users who are linked to a customer whom the asking LMS user may not see are left out of rows and total.
         *
         * @param int $offset rows to skip, from 0
         * @param int $limit rows to return, 1–10000
         * @param string $search part of a name, e-mail, address, or the whole of an id, PESEL or NIP; case does not matter
         * @param string $sort `mms_id`, `lastname`, `name`, `city`, `email`, `customer_name`
         * @param string $state `all`, `linked`, `unlinked`
         * @return array{total: int, rows: list<array{
         *     mms_id: int, company: bool, lastname: string, name: string, pesel: ?string, nip: ?string, email: ?string,
         *     city: string, zip: string, street: string, house: string, flat: string,
         *     customer_id: ?int, customer_name: ?string}>}
         */
        public function page(
            int $offset = 0,
            int $limit = 100,
            string $search = '',
            string $sort = 'lastname',
            bool $descending = false,
            string $state = 'all',
        ): array {}

        /**
         * One MMS user (`GET /Users/users/{id}`), null when there is none.
         *
         * @return ?array{mms_id: int, company: bool, lastname: string, name: string, pesel: ?string, nip: ?string,
         *     email: ?string, city: string, zip: string, street: string, house: string, flat: string}
         */
        public function get(int $mms_id): ?array {}

        /**
         * MMS users with this PESEL (`GET /Users/users?pesel=`), rows as in get().
         *
         * @param string $pesel 11 digits; its check digit is verified
         * @return list<array<string, mixed>>
         * @throws Exception\ConfigurationException code `customer.pesel`, when it is no valid PESEL
         */
        public function findByPesel(string $pesel): array {}

        /**
         * MMS users with this NIP (`GET /Users/users?nip=`), rows as in get().
         *
         * @param string $nip 10 digits, dashes and blanks as you like
         * @return list<array<string, mixed>>
         * @throws Exception\ConfigurationException code `customer.nip`, when it is no valid NIP
         */
        public function findByNip(string $nip): array {}

        /**
         * Adds an MMS user (`POST /Users/users`) and returns his id.
         *
         * @param array{company: bool, lastname: string, name?: string, pesel?: string, nip?: string, email?: string,
         *     city?: string, zip?: string, street?: string, house?: string, flat?: string} $customer
         * @throws Exception\OutcomeUnknownException when the answer was lost and MMS does not show him yet
         */
        public function add(array $customer): int {}

        /**
         * Changes an MMS user (`PUT /Users/users/{id}`). Fields as for add(); those left out are not sent.
         */
        public function update(int $mms_id, array $customer): void {}

        /**
         * Links an LMS customer to an MMS user (`metroport_customers`). Linking what is linked so already is no error.
         *
         * @throws Exception\StoreException code `link.taken`, when either is linked to another one
         */
        public function link(int $customer_id, int $mms_id): void {}

        /** Removes the link of an LMS customer; false when there was none. His locks' records go with it. */
        public function unlink(int $customer_id): bool {}

        /**
         * Links that an upgrade could not keep, of customers whom the asking LMS user may see, the oldest first. `instead` are
         * the links that stand in the way; a customer whom the user may not see is null there. Linking the pair settles it.
         *
         * @return list<array{customer_id: int, customer_name: string, mms_id: int,
         *     instead: list<array{customer_id: ?int, customer_name: ?string, mms_id: int}>}>
         */
        public function conflicts(): array {}

        /** Lets a link go that an upgrade could not keep; false when there is none (any more). */
        public function forgetConflict(int $customer_id, int $mms_id): bool {}

        /** The MMS id that an LMS customer is linked to, null when he is not. */
        public function mmsId(int $customer_id): ?int {}

        /**
         * Everything that the plugin holds of an LMS customer, also of one whom LMS does not have any more, and what he has
         * in MMS. Does not tell what LMS's own tables and Metroport hold.
         *
         * @return array{customer_id: int, in_lms: string, mms_ids: list<int>, accounts: list<int>, services: list<int>,
         *     mms_error: ?string, tables: array<string, list<array<string, ?string>>>}
         *  `in_lms` is present, deleted (marked as deleted) or gone; `mms_ids` are the MMS users that he is or was linked to
         *  and nobody else is; `accounts` (MetroTV) and `services` (F-Secure, without deleted ones) are what they have, unless
         *  `mms_error` has the code of why MMS did not tell; `tables` has whole rows by table, as texts
         * @throws Exception\ConfigurationException code `customer.not_found`, when the asking LMS user may not see him
         */
        public function personalData(int $customer_id): array {}

        /**
         * Removes everything that the plugin holds of an LMS customer, his link too, and leaves one entry in the journal
         * (`user.forget`) that has his number in LMS and nothing else. Changes nothing in LMS's own tables and in MMS.
         *
         * @param bool $despite_services also if he has services in MMS, or MMS does not answer: they go on and cost money
         * @param bool $dry_run only tell
         * @return array{removed: bool, obstacle: ?string, customer_id: int, in_lms: string, mms_ids: list<int>,
         *     accounts: list<int>, services: list<int>, mms_error: ?string,
         *     tables: array<string, list<array<string, ?string>>>}
         *  as personalData() before. `obstacle` is the code of what stands in the way (`customer.services`, or of MMS's
         *  error); without it `removed` is false when there was nothing, or nothing was to be removed yet (dry run)
         * @throws Exception\ConfigurationException codes `customer.not_found`, and `locks.busy` while a run of locks is at work
         */
        public function forget(int $customer_id, bool $despite_services = false, bool $dry_run = false): array {}
    }

    /** F-Secure: products that can be sold and services that customers have. Get it from {@see Client::fsecure()}. */
    final class FSecure
    {
        /** @throws \Exception always: get it from {@see Client::fsecure()} */
        public function __construct() {}

        /**
         * What can be sold (`GET /services/security/ext_services`).
         *
         * @return list<array{id: int, ext_id: string, name: string, description: string, license_size: int}>
         */
        public function products(): array {}

        /**
         * Services of one MMS user, or of all (`GET /services/security/`).
         *
         * @return list<array{id: int, mms_id: int, product_id: int, license_size: int, status: string,
         *     activated_at: ?int, blocked_at: ?int}> `status` is reserved, new, active, blocked, deleted, or a word that
         *     MMS has added since; times are Unix seconds
         */
        public function services(?int $mms_id = null): array {}

        /**
         * Operations on services (`GET /services/security/operations/`).
         *
         * @return list<array{id: int, mms_id: int, service_id: int, status: string, type: string, error: string,
         *     created_at: ?int, executed_at: ?int}>
         */
        public function operations(): array {}

        /**
         * Issues a licence (`POST /services/security`) and returns the service's id. The customer must have an e-mail
         * address in MMS.
         *
         * @throws Exception\OutcomeUnknownException when the answer was lost and MMS does not show it yet
         */
        public function add(int $mms_id, int $product_id, int $license_size): int {}

        /** Changes product or licence size (`PUT /services/security/{id}`). */
        public function change(int $service_id, int $mms_id, int $product_id, int $license_size): void {}

        /** Suspends a service; one that is suspended already is no error. */
        public function block(int $service_id): void {}

        /** Resumes a service; one that is not suspended is no error. */
        public function unblock(int $service_id): void {}

        /** Removes a service; one that is gone already is no error. */
        public function remove(int $service_id): void {}
    }

    /** MetroTV: accounts, packages, networks, decoders. Get it from {@see Client::metrotv()}. */
    final class MetroTv
    {
        /** @throws \Exception always: get it from {@see Client::metrotv()} */
        public function __construct() {}

        /**
         * Everything that can be ordered (`GET /Iptv/Packages`); keys as in the table `metroport_metrotv_packages`.
         * Prices are decimal strings ("49.90"), dates `YYYY-MM-DD` or null.
         *
         * @return list<array<string, mixed>>
         */
        public function packages(): array {}

        /**
         * Networks with their size and the number of decoders in each (`GET /Iptv/Networks?count=1`).
         *
         * @return list<array{id: int, name: string, select_name: string, address: string, mask: string,
         *     mask_prefix: ?int, size: int, transport: string, decoders: int, free: int}>
         */
        public function networks(): array {}

        /**
         * Decoder models (`GET /Iptv/StbModels`).
         *
         * @return list<array{id: int, name: string, description: string, mycast_supported: bool, probe: string}>
         */
        public function models(): array {}

        /**
         * The warehouse and everything issued (`GET /Iptv/Stbs`); keys as in the table `metroport_metrotv_stb`, `mac` as
         * twelve upper case digits with colons.
         *
         * @return list<array<string, mixed>>
         */
        public function decoders(): array {}

        /**
         * Puts a decoder into the warehouse (`POST /Iptv/Stbs/`).
         *
         * @param string $mac in any usual notation
         * @throws Exception\ConfigurationException code `decoder.mac`, when it is no MAC address
         */
        public function addDecoder(string $model, string $serial_number, string $mac): void {}

        /**
         * Reads a list of decoders that somebody pasted, and compares it with MMS (`GET /Iptv/StbModels`, `GET /Iptv/Stbs`).
         * Adds nothing: what has no problem is for addDecoder().
         *
         * @param string $text a decoder on each line: MAC, serial number and perhaps a model, in any order, apart by semicolons,
         *  commas, tabs or bars, or by blanks where there is nothing else; a heading is passed over
         * @param ?string $model the model of lines that name none
         * @return list<array{line: int, mac: string, serial_number: string, model: string, problem: ?string}> `line` counts
         *  from 1; `problem` is null, `decoder.mac`, `decoder.serial`, `decoder.model`, `decoder.twice` (an earlier line has the
         *  same MAC or serial number) or `decoder.there` (MMS has it already)
         * @throws Exception\ConfigurationException code `decoder.too_many`, when there are more than 2000 lines
         */
        public function readDecoders(string $text, ?string $model = null): array {}

        /** Deletes a decoder from the warehouse (`DELETE /Iptv/Stbs/{id}`). */
        public function deleteDecoder(int $decoder_id): void {}

        /** Issues a decoder to a base or multiroom package (`PUT /Iptv/Stbs/linkSTB`). */
        public function issueDecoder(int $account_id, int $order_id, int $network_id, string $mac): void {}

        /** Returns a decoder to the warehouse (`PUT /Iptv/Stbs/unlinkSTB`). */
        public function returnDecoder(int $account_id, string $mac): void {}

        /**
         * Accounts of one MMS user, or of all, as short rows (`GET /Iptv/Accounts`).
         *
         * @return list<array{id: int, mms_id: int, status: string, active: bool, activated_at: ?int, blocked_at: ?int,
         *     decoders: int, net: ?string, vat: ?string, gross: ?string}>
         */
        public function accounts(?int $mms_id = null): array {}

        /**
         * One account with its packages and decoders (`GET /Iptv/Accounts/{id}`), null when there is none.
         *
         * @return ?array<string, mixed> keys: id, mms_id, active, network_id, street, house, flat, zip, city, currency, net,
         *     vat, gross, base (a package or null), extras and multirooms (lists of packages); a package has order_id,
         *     package_id, name, group, active, ends, price, decoders
         */
        public function account(int $account_id): ?array {}

        /**
         * Adds an account (`POST /Iptv/Accounts`) and returns its id.
         *
         * @param array{street: string, house: string, flat?: string, zip: string, city: string} $address
         * @throws Exception\OutcomeUnknownException when the answer was lost and MMS does not show it yet
         */
        public function addAccount(int $mms_id, int $network_id, array $address): int {}

        /** Changes an account's address (`PUT /Iptv/Accounts/{id}`); fields as for addAccount(). */
        public function changeAccount(
            int $account_id,
            int $mms_id,
            int $network_id,
            array $address,
        ): void {}

        /**
         * Removes an account that nothing stands on (`DELETE /Iptv/Accounts/{id}`).
         *
         * @throws Exception\ConfigurationException code `account.occupied`, when there are packages or decoders on it
         */
        public function removeAccount(int $account_id): void {}

        /** Blocks an account; one that is blocked already is no error. */
        public function blockAccount(int $account_id): void {}

        /** Unblocks an account; one that is not blocked is no error. */
        public function unblockAccount(int $account_id): void {}

        /**
         * Issues a package to an account (`POST /Iptv/Orders`) and returns the order's id.
         *
         * @param string $price gross, decimal with a dot, 0–99999.99 ("49.90")
         * @throws Exception\ConfigurationException code `package.price`
         * @throws Exception\OutcomeUnknownException when the answer was lost and MMS does not show it yet
         */
        public function issuePackage(int $account_id, int $package_id, string $price): int {}

        /**
         * Removes a package that nothing stands on (`DELETE /Iptv/Orders/{id}`).
         *
         * @throws Exception\ConfigurationException code `package.occupied`, when there are decoders or other packages on it
         */
        public function removePackage(int $account_id, int $order_id): void {}
    }

    /**
     * The customer's card: what MMS has of one LMS customer, and what the clerk in front of it can do about it. Get it from
     * {@see Client::card()}.
     *
     * Everything is asked for by the customer's id in LMS. All methods throw ConfigurationException with code
     * `customer.not_found` when there is no such customer or the asking LMS user may not see him; those that need the link
     * to MMS with `customer.not_linked`, and those that add something with `customer.deleted` when LMS has deleted him.
     */
    final class Card
    {
        /** @throws \Exception always: get it from {@see Client::card()} */
        public function __construct() {}

        /**
         * Everything the card shows, in at most two round trips to MMS. What MMS refuses is told in the part it belongs to.
         *
         * @return array{
         *     mms_id: ?int,
         *     customer: array{problem: ?string, email: ?string, street: string, house: string, flat: string, zip: string,
         *         city: string},
         *     user: array{data: ?array{known: bool, email: ?string}, error: ?array{code: string, message: string,
         *         mms_text: string}},
         *     fsecure: array{data: ?array{services: list<array<string, mixed>>, products: list<array<string, mixed>>},
         *         error: ?array<string, string>},
         *     metrotv: array{data: ?array{accounts: list<array<string, mixed>>, networks: list<array<string, mixed>>},
         *         error: ?array<string, string>},
         * }
         *  `problem` keeps the customer from being looked for or added: `customer.no_pesel`, `customer.no_nip`,
         *  `customer.pesel`, `customer.nip`, `customer.name`, `customer.deleted`. `user.known` is false when MMS has deleted
         *  the linked user. Services are as in FSecure::services() with `product` (its name), without deleted ones. Accounts are
         *  as in MetroTv::account() with `network` (its name), `removable`, `removable_orders` (ids of packages that nothing
         *  stands on) and `places` (ids of packages that a decoder can be issued to); `networks` are those with free places.
         */
        public function state(int $customer_id): array {}

        /**
         * Finds the customer in MMS by PESEL or NIP and links him; adds him when MMS does not know him. Several who do so at
         * the same time wait for one another.
         *
         * @return array{outcome: string, mms_id: ?int, candidates: list<array<string, mixed>>} `outcome` is linked, added,
         *  or choose: there are several, or the only one is linked to another customer. Candidates are as in
         *  Customers::get() with `taken`, and `customer_id` and `customer_name` where the LMS user may see whom they are
         *  linked to
         * @throws Exception\ConfigurationException one of state()'s `problem`s; `customer.busy`
         */
        public function matchUser(int $customer_id): array {}

        /**
         * Links the customer to the candidate whom the clerk has chosen.
         *
         * @throws Exception\ConfigurationException code `link.stranger`, when that user does not have his PESEL or NIP
         * @throws Exception\StoreException code `link.taken`
         */
        public function link(int $customer_id, int $mms_id): void {}

        /**
         * Sends the customer's present data to MMS; nothing when MMS has them already. An empty field in LMS erases nothing.
         *
         * @return list<string> names of the fields that differed, keys as in Customers::add()
         * @throws Exception\ConfigurationException code `customer.gone`, or one of state()'s `problem`s
         */
        public function update(int $customer_id): array {}

        /**
         * The F-Secure service, as in FSecure::services().
         *
         * @return array<string, mixed>
         * @throws Exception\ConfigurationException code `service.foreign`, when the customer has no such service
         */
        public function service(int $customer_id, int $service_id): array {}

        /**
         * Issues an F-Secure licence and returns the service's id.
         *
         * @throws Exception\ConfigurationException code `customer.no_email`, when MMS does not know where to mail it
         * @throws Exception\OutcomeUnknownException when the answer was lost and MMS does not show it yet
         */
        public function addService(int $customer_id, int $product_id, int $license_size): int {}

        /**
         * The account, as in MetroTv::account().
         *
         * @return array<string, mixed>
         * @throws Exception\ConfigurationException code `account.foreign`, when the customer has no such account
         */
        public function account(int $customer_id, int $account_id): array {}

        /**
         * What can be issued to the account today. Packages and networks are remembered for a minute, or until the next change.
         *
         * @return array{base: list<array<string, mixed>>, extras: list<array<string, mixed>>,
         *     multirooms: list<array<string, mixed>>, decoders: list<array{mac: string, serial_number: string,
         *     model: string}>, highest_price: string} packages have id, name, description, price, valid_to
         * @throws Exception\ConfigurationException code `account.foreign`
         */
        public function offer(int $customer_id, int $account_id): array {}

        /**
         * Adds an account and returns its id.
         *
         * @param array{street?: string, house: string, flat?: string, zip: string, city: string} $address
         * @throws Exception\ConfigurationException code `account.address`, when something of it is missing
         * @throws Exception\OutcomeUnknownException when the answer was lost and MMS does not show it yet
         */
        public function addAccount(int $customer_id, int $network_id, array $address): int {}

        /**
         * Changes an account's address, as for addAccount().
         *
         * @throws Exception\ConfigurationException code `account.foreign`, `account.address`
         */
        public function changeAddress(int $customer_id, int $account_id, array $address): void {}

        /**
         * Issues a package of the account's offer and returns the order's id.
         *
         * @param string $price as for MetroTv::issuePackage()
         * @throws Exception\ConfigurationException code `account.foreign`, `package.not_offered`, `package.price`
         * @throws Exception\OutcomeUnknownException when the answer was lost and MMS does not show it yet
         */
        public function issuePackage(int $customer_id, int $account_id, int $package_id, string $price): int {}

        /**
         * Issues a decoder to a base or multiroom package that has none, in the account's network.
         *
         * @throws Exception\ConfigurationException code `account.foreign`, `decoder.no_place`, `decoder.mac`
         */
        public function issueDecoder(int $customer_id, int $account_id, int $order_id, string $mac): void {}
    }

    /**
     * Plans: several changes of one LMS customer that belong together. A plan is made and shown, recorded, and carried out step
     * by step; each step is looked at before it is done and recorded before and after. A failure stops it. Then it can go on
     * (what is there already is not repeated) or be taken back, from the last step to the first and only what the plan itself
     * did. A process that dies leaves a plan that can be carried on by another. One plan of a customer at a time; a plan that
     * has come to its end is not kept. Needs `database`. Get it from {@see Client::plans()}.
     *
     * A plan is an array{customer_id: int, kind: string, state: string, back: bool, undo: bool, steps: list<array>,
     *     next: ?int, lms: ?array, dropped: list<array{name: string, why: string, price: ?string}>, unsold: list<string>,
     *     monthly: string, billed: string, code: ?string, mms_text: ?string, created_at: ?int, by: string, print: ?string}:
     *  - `state` is new (not recorded), going, stopped (`code` tells why, `mms_text` is MMS's: untrusted), and at the end done
     *    or undone; `back` while it is being taken back; `undo` if it turns back by itself when a step fails;
     *  - `next` is the position of the step that is next;
     *  - `lms` is what the caller has to do with LMS's own functions, before he calls confirm(): array{action: string,
     *    assignment_id: ?int, tariff_id: int, from: int, to: int, day: int}, `action` being add (AddAssignment), delete
     *    (DeleteAssignment) or end (set `dateto` to `to`); null when there is nothing;
     *  - `dropped` are packages that a new base package does not allow (`why`: denied) or that are not sold any more
     *    (not_sold): they are removed and not issued again; told of a new plan only;
     *  - `unsold` are names of packages that a change removes and that are not sold any more: if it fails half-way, they cannot be
     *    issued again; told of a new plan only;
     *  - `monthly` is by how much the packages cost the customer more a month, `billed` by how much his liabilities are more;
     *  - `print` is by what make() knows a plan that was shown.
     *
     * A step is an array{way: string, thing: string, state: string, id: ?int, name: string, detail: string, group: int,
     *     mac: string, address: ?array, price: ?string, from: int, to: int}: `way` is give, take or change; `thing` is link,
     *  account, package, decoder, service or liability; `state` is open, begun (it must be looked up whether it was done),
     *  done, found (it was so already: it is not taken back) or returning (it must be looked up whether it was taken back);
     *  `id` is MMS's or LMS's id as far as it is known, and of a link that is open the user whom MMS has all the same: whom a
     *  plan has added stays there; `detail` is a decoder's serial number, a service's devices, and of a link `added` or `linked`.
     *
     * All throw ConfigurationException: `customer.not_found` when the asking LMS user may not see the customer, `plan.gone` when
     * no plan is under way, `plan.busy` when somebody else is at it.
     */
    final class Plans
    {
        /** @throws \Exception always: get it from {@see Client::plans()} */
        public function __construct() {}

        /**
         * Makes a plan and records it; nothing is sent yet.
         *
         * @param array{kind: string, account_id?: int, network_id?: int, address?: array<string, string>,
         *     base?: array{package_id: int, price?: string, decoder?: string, tariff_id?: int},
         *     extras?: list<array{package_id: int, price?: string, tariff_id?: int}>,
         *     multirooms?: list<array{package_id: int, price?: string, decoder?: string, tariff_id?: int}>,
         *     liabilities?: array{from: int, to?: int, day?: int},
         *     end_liabilities?: list<int>, end?: int} $wish
         *  - `kind` issue: on a new account in `network_id` at `address` (as for Card::addAccount()) or on the customer's
         *    `account_id`; who is not linked is looked for in MMS and added; `decoder` is a MAC or serial number, `price` as
         *    for MetroTv::issuePackage(), the usual one without it; a package with a `tariff_id` gets a liability of that
         *    tariff in LMS; `liabilities` tells their first and last second (Unix; 0: for ever) and the day of the month,
         *    0–28, 0 for the last;
         *  - `kind` remove: the account `account_id`, or without it everything of the customer, F-Secure too; `end` is the last
         *    second of the liabilities `end_liabilities` (ids of assignments);
         *  - `kind` change: of `account_id` the network, the address, the base package, or several of them.
         * @param bool $dry_run make it and tell, record nothing
         * @param ?string $shown `print` of the plan that somebody has seen
         * @return array<string, mixed> the plan
         * @throws Exception\ConfigurationException `plan.nothing`; `plan.unfinished` when another plan of the customer is under
         *  way; `plan.changed` when the plan is not the one that was `$shown` any more; `customer.choose` when a person has to
         *  choose who he is in MMS ({@see Card::link()}); `account.foreign`, `account.address`, `network.unknown`,
         *  `network.full`, `package.not_offered`, `package.price`, `decoder.unknown`, `decoder.ambiguous`,
         *  `decoder.not_in_warehouse`, `decoder.other_network`, `decoder.two_places`, `decoder.no_place`, `liability.tariff`,
         *  `liability.foreign`, `liability.dates`
         */
        public function make(
            int $customer_id,
            array $wish,
            bool $dry_run = false,
            ?string $shown = null,
        ): array {}

        /**
         * The customer's plan that is under way, null when there is none.
         *
         * @return ?array<string, mixed>
         */
        public function unfinished(int $customer_id): ?array {}

        /**
         * One page of the plans that are under way, of customers whom the asking LMS user may see.
         *
         * @param string $search part of the name or of who began it; the whole of a customer's id
         * @param string $sort `created_at`, `changed_at`, `customer_name`, `customer_id`, `kind`, `by`
         * @param string $state `all`, `issue`, `remove`, `change`
         * @return array{total: int, rows: list<array{customer_id: int, customer_name: string, kind: string, back: bool,
         *     code: ?string, mms_text: ?string, created_at: int, changed_at: int, by: string, done: int, steps: int}>}
         *  `code` null: it goes, or its process died
         */
        public function page(
            int $offset = 0,
            int $limit = 100,
            string $search = '',
            string $sort = 'created_at',
            bool $descending = false,
            string $state = 'all',
        ): array {}

        /**
         * What can be chosen for a plan of the customer today.
         *
         * @return array{address: array<string, string>, networks: list<array<string, mixed>>, base: list<array<string, mixed>>,
         *     extras: list<array<string, mixed>>, multirooms: list<array<string, mixed>>, decoders: list<array<string, string>>}
         *  `address` is the customer's in LMS; networks are those with free places; packages are as in Card::offer() with
         *  `denied`, the ids of packages that they cannot be combined with; decoders are those in the warehouse
         */
        public function choices(int $customer_id): array {}

        /**
         * Carries out the next step, in a few requests. A failure is told in the plan and not thrown. As long as what a
         * dead process has sent may still arrive, it does nothing but wait for two seconds.
         *
         * @return array<string, mixed> the plan
         */
        public function step(int $customer_id): array {}

        /**
         * Carries out step after step, until the end, a failure, or something that LMS's own functions are to do (`lms`).
         *
         * @param ?callable $progress `function (int $done, int $total): ?bool`; false stops after the step that is under way
         * @return array<string, mixed> the plan
         */
        public function run(int $customer_id, ?callable $progress = null): array {}

        /**
         * LMS's own functions have done what `lms` told: looks whether it is so, and stops the plan with `liability.failed` when
         * it is not.
         *
         * @return array<string, mixed> the plan
         */
        public function confirm(int $customer_id): array {}

        /**
         * Turns the plan round ($back: it is to be taken back), or on again. Nothing is sent yet.
         *
         * @return array<string, mixed> the plan
         */
        public function direct(int $customer_id, bool $back): array {}

        /** Gives the plan up: MMS and LMS stay as they are. False when there is none. */
        public function forget(int $customer_id): bool {}
    }

    /**
     * The lists of F-Secure and MetroTV, a page at a time. Get it from {@see Client::lists()}.
     *
     * All take the same: `offset` rows to skip, `limit` rows to return (1–10000), `search` for part of a name or the whole of
     * an id (a MAC in any notation), `sort` by a column (none: the first one), `state` of the rows (none or `all`: any).
     * `person` is the name of the linked LMS customer, or the MMS user's; what belongs to customers whom the asking LMS user
     * may not see is left out. All throw ConfigurationException with code `list.sort` or `list.state` for unknown words.
     */
    final class Lists
    {
        /** @throws \Exception always: get it from {@see Client::lists()} */
        public function __construct() {}

        /**
         * F-Secure products (`GET /services/security/ext_services`).
         *
         * @param string $sort name, id, ext_id, license_size
         * @return array{total: int, rows: list<array<string, mixed>>} rows as in FSecure::products()
         */
        public function products(
            int $offset = 0,
            int $limit = 100,
            string $search = '',
            string $sort = 'name',
            bool $descending = false,
            string $state = 'all',
        ): array {}

        /**
         * Customers' F-Secure services (`GET /services/security/`).
         *
         * @param string $sort person, id, mms_id, product, license_size, status, activated_at, blocked_at
         * @param string $state reserved, new, active, blocked, deleted, present (not deleted)
         * @return array{total: int, rows: list<array<string, mixed>>} rows as in FSecure::services(), with `product` (its name), `customer_id` and `person`
         */
        public function services(
            int $offset = 0,
            int $limit = 100,
            string $search = '',
            string $sort = 'person',
            bool $descending = false,
            string $state = 'all',
        ): array {}

        /**
         * Operations on F-Secure services (`GET /services/security/operations/`).
         *
         * @param string $sort created_at, id, person, mms_id, service_id, status, type, executed_at
         * @param string $state failed
         * @return array{total: int, rows: list<array<string, mixed>>} rows as in FSecure::operations(), with `customer_id` and `person`
         */
        public function operations(
            int $offset = 0,
            int $limit = 100,
            string $search = '',
            string $sort = 'created_at',
            bool $descending = false,
            string $state = 'all',
        ): array {}

        /**
         * MetroTV packages (`GET /Iptv/Packages`), base packages first.
         *
         * @param string $sort group, id, pkg_name, pricenetto, pricebrutto, pricebrutto_provider, pkg_valid_from, pkg_valid_to, countactive
         * @param string $state base, extra, multiroom, ppv, active (sold today), upcoming, expired, inactive (withdrawn)
         * @return array{total: int, rows: list<array<string, mixed>>} rows as in MetroTv::packages(), with `sale`, one of the last four states
         */
        public function packages(
            int $offset = 0,
            int $limit = 100,
            string $search = '',
            string $sort = 'group',
            bool $descending = false,
            string $state = 'all',
        ): array {}

        /**
         * Networks (`GET /Iptv/Networks?count=1`).
         *
         * @param string $sort name, id, address, size, decoders, free, transport
         * @param string $state free, full
         * @return array{total: int, rows: list<array<string, mixed>>} rows as in MetroTv::networks()
         */
        public function networks(
            int $offset = 0,
            int $limit = 100,
            string $search = '',
            string $sort = 'name',
            bool $descending = false,
            string $state = 'all',
        ): array {}

        /**
         * Decoder models (`GET /Iptv/StbModels`).
         *
         * @param string $sort name, id
         * @return array{total: int, rows: list<array<string, mixed>>} rows as in MetroTv::models()
         */
        public function models(
            int $offset = 0,
            int $limit = 100,
            string $search = '',
            string $sort = 'name',
            bool $descending = false,
            string $state = 'all',
        ): array {}

        /**
         * The warehouse and everything issued (`GET /Iptv/Stbs`).
         *
         * @param string $sort id, mac, serialnumber, modelname, addressip, statusname, person, iptv_accountid
         * @param string $state warehouse, issued, reserved, damaged, deleted, other
         * @return array{total: int, rows: list<array<string, mixed>>} rows as in MetroTv::decoders(), with `customer_id` and `person`
         */
        public function decoders(
            int $offset = 0,
            int $limit = 100,
            string $search = '',
            string $sort = 'id',
            bool $descending = false,
            string $state = 'all',
        ): array {}

        /**
         * MetroTV accounts (`GET /Iptv/Accounts`, and `GET /Iptv/Accounts/{id}` for the packages of each row that is shown).
         *
         * @param string $sort person, id, mms_id, active, activated_at, blocked_at, decoders, net, vat, gross
         * @param string $state active, blocked
         * @param bool $packages whether MMS is asked for the packages; a page that shows its rows first asks for
         *  them with packagesOf()
         * @return array{total: int, rows: list<array<string, mixed>>} rows as in MetroTv::accounts(), with `packages` (list of names, null when MMS did not tell or was not asked), `customer_id` and `person`
         */
        public function accounts(
            int $offset = 0,
            int $limit = 100,
            string $search = '',
            string $sort = 'person',
            bool $descending = false,
            string $state = 'all',
            bool $packages = true,
        ): array {}

        /**
         * The packages that run on accounts (`GET /Iptv/Accounts/{id}` for each).
         *
         * @param list<int> $accounts account ids
         * @return list<array{id: int, packages: ?list<string>}> in that order, without accounts of customers whom the asker may not see;
         *  base package first, null when MMS did not tell or does not know the account
         */
        public function packagesOf(array $accounts): array {}
    }

    /**
     * Blocks debtors' services and releases them: records what should be, makes MMS agree, and keeps what could not be
     * done for the next run. Get it from {@see Client::locks()}.
     */
    final class Locks
    {
        /** @throws \Exception always: get it from {@see Client::locks()} */
        public function __construct() {}

        /**
         * Locks services of LMS customers. Besides the given customers it tries again what earlier runs wanted, to lock or
         * to release, and could not reach. Customers without a link or a service are passed over.
         *
         * @param list<int> $customers LMS ids
         * @param list<string> $services `metrotv`, `fsecure`
         * @param bool $dry_run read MMS, tell the plan, change nothing
         * @param ?callable $progress `function (int $done, int $total): ?bool`; false stops after what is under way
         * @return array{
         *     stopped: ?array{code: string, message: string},
         *     lines: list<array{customer_id: int, service: string, service_id: int, action: string, outcome: string,
         *         code: ?string, message: ?string}>,
         *     done: int, failed: int, unchanged: int}
         *  `stopped` is set when nothing was done at all: the limit of changes in one run (`locks.limit`; what was wanted waits
         *  in the queue until somebody approves it or a run with a higher limit takes it) or another run at work (`locks.busy`). `action` is lock or release; `outcome` is done, planned (dry run), failed (stays wanted,
         *  tried again) or refused (MMS said no; stays wanted too, `message` is MMS's text). `service_id` is 0 when MMS
         *  could not be asked which services there are. `done` and `failed` count lines; `unchanged` counts customers.
         */
        public function lock(
            array $customers,
            array $services,
            bool $dry_run = false,
            ?callable $progress = null,
        ): array {}

        /** Releases what was locked, as lock() does; with `unblock_only_own` nothing that was blocked by hand. */
        public function release(
            array $customers,
            array $services,
            bool $dry_run = false,
            ?callable $progress = null,
        ): array {}
    }

    /**
     * Brings LMS and MMS together in bulk, for scripts. Get it from {@see Client::sync()}.
     *
     * Each method makes one request to MMS and writes only what changed, in one transaction; one of them runs at a time. All
     * take `dry_run` (tell, write nothing) and `progress` (`function (int $done, int $total): ?bool`; false before the
     * writing stops the run). In all results `stopped` is null, or tells why nothing was done: another run at work
     * (`sync.busy`), MMS showing nothing although there was something before (`sync.empty`), `progress` (`sync.stopped`).
     *
     * In the tables `gone_at` (Unix seconds) marks rows that MMS does not show any more. Such a decoder also gets `status` 3,
     * and nobody's ids; such a MetroTV package gets `active` 0.
     */
    final class Sync
    {
        /** @throws \Exception always: get it from {@see Client::sync()} */
        public function __construct() {}

        /**
         * Links customers who are not linked yet to the MMS users with the same number: people by PESEL, companies by NIP.
         * Existing links are never changed. All customers are looked at, whoever asks.
         *
         * @param bool $relink compare the numbers of those who are linked, too
         * @return array{
         *     stopped: ?array{code: string, message: string},
         *     lines: list<array{customer_id: ?int, mms_id: ?int, outcome: string}>,
         *     counts: array{linked: int, planned: int, already: int, ambiguous: int, invalid: int, no_number: int,
         *         no_match: int, differs: int, taken: int, customer_gone: int, user_gone: int}}
         *  `outcome`: linked, planned (dry run), ambiguous (several customers or users have the number), invalid (no valid
         *  number), differs (the numbers of a linked pair), taken (the user is linked to another customer), customer_gone
         *  and user_gone (of a link). Counted without lines are already (linked before), no_number and no_match
         */
        public function pair(bool $relink = false, bool $dry_run = false, ?callable $progress = null): array {}

        /**
         * F-Secure products into `metroport_fsecure_packages`.
         *
         * @return array{stopped: ?array{code: string, message: string}, added: int, changed: int, unchanged: int, gone: int,
         *     clipped: int, doubled: int} rows. `gone` are those that MMS does not show any more, `clipped` those with a value
         *  that does not fit into its column as a whole, `doubled` those that have a MAC or serial number which a newer row
         *  has too: it is left to the newer one
         */
        public function fsecurePackages(bool $dry_run = false, ?callable $progress = null): array {}

        /**
         * MetroTV packages into `metroport_metrotv_packages`.
         *
         * @return array{stopped: ?array{code: string, message: string}, added: int, changed: int, unchanged: int, gone: int,
         *     clipped: int, doubled: int} as fsecurePackages()
         */
        public function metrotvPackages(bool $dry_run = false, ?callable $progress = null): array {}

        /**
         * The warehouse and everything issued into `metroport_metrotv_stb`.
         *
         * @return array{stopped: ?array{code: string, message: string}, added: int, changed: int, unchanged: int, gone: int,
         *     clipped: int, doubled: int} as fsecurePackages()
         */
        public function decoders(bool $dry_run = false, ?callable $progress = null): array {}

        /**
         * What all customers have in MMS into `metroport_services`: issued packages and F-Secure services. MMS has no list of issued
         * packages, so this asks once for each account, `concurrency` at a time.
         *
         * @return array{stopped: ?array{code: string, message: string}, added: int, changed: int, unchanged: int, gone: int,
         *     failed: int, code: ?string} services; `failed` are accounts that MMS would not tell of: what was known of them stays;
         *  `code` says why not, for the first one
         */
        public function services(bool $dry_run = false, ?callable $progress = null): array {}
    }

    /**
     * Numbers for who owns the business: how many there are and were, what they bring in and cost. From LMS's database only, and
     * about no single customer.
     */
    final class Business
    {
        /** @throws \Exception always: get it from {@see Client::business()} */
        public function __construct() {}

        /**
         * The last days, oldest first. Up to 92 days there is a point for each day, beyond that one for each month (of levels: its
         * last recorded day).
         *
         * @param int $days 1–3660
         * @return array{monthly: bool, levels: list<array{day: string, values: array<string, string>}>, changes: list<array{day: string,
         *     issued: int, removed: int, locked: int, released: int, done: int, refused: int, failed: int}>}
         *  `day` is `YYYY-MM-DD` of UTC, of changes the first day of the period; `values` are decimals by the names `accounts`,
         *  `packages.base`, `packages.extra`, `packages.multiroom`, `licences`, `devices` (of F-Secure), `income.tv` and `cost.tv`
         *  (a month's, gross, as MMS knows them), `income.fsecure` (of liabilities that are recorded or tied),
         *  `cost.fsecure` (as it was told: {@see Billing::tellCost()}), `customers.linked`, `customers.locked_tv`,
         *  `customers.locked_fsecure`, `decoders.issued`, `decoders.warehouse`, `decoders.reserved`,
         *  `decoders.damaged`; `changes` are what went to MMS, from the journal
         * @throws Exception\ConfigurationException code `business.days`
         */
        public function series(int $days = 365): array {}

        /**
         * Records today's levels, from the plugin's own tables; the converger does it, too. Can be repeated: a day keeps what it was
         * told last.
         */
        public function record(): void {}
    }

    /**
     * Services in MMS and liabilities (assignments) in LMS: which tariff is for which package or product, and by which liability
     * a service is paid. Asks LMS's database only, never MMS, but for ofCustomer(). `$service` is `metrotv` or `fsecure` everywhere.
     */
    final class Billing
    {
        /** @throws \Exception always: get it from {@see Client::billing()} */
        public function __construct() {}

        /**
         * One page of what can be issued and the tariffs that are tied to it, out of the tables that
         * {@see Sync::metrotvPackages()} and {@see Sync::fsecurePackages()} fill: a row for each tie, and one for each package or
         * product on sale without any.
         *
         * @param string $search part of a name; the whole of an item's id
         * @param string $sort `name`, `item_id`, `price`, `tariff`
         * @param string $state `all`, `untied`, `suggested`, `tied`, `differs` (in price), `without_cost`, `metrotv`, `fsecure`
         * @return array{total: int, rows: list<array{service: string, item_id: int, name: string, group: int, price: ?string,
         *     charged: ?string, told: bool, on_sale: bool,
         *     tariff: ?array{id: int, name: string, price: ?string, currency: string, period: ?int, valid: bool},
         *     suggestion: ?array{id: int, name: string, price: ?string, currency: string, period: ?int, valid: bool}}>}
         *  `item_id` is a MetroTV package or an F-Secure product; `group` as in {@see MetroTv::packages()}, 0 for a product;
         *  `price` is gross, MMS tells it of packages only; `charged` is what Metroport charges a month, gross: what tellCost() has
         *  recorded (`told`), else what MMS tells; `period` is LMS's number, 3 being a month; `suggestion`: which tariff fits by
         *  name and price, while none is tied
         */
        public function ties(
            int $offset = 0,
            int $limit = 100,
            string $search = '',
            string $sort = 'name',
            bool $descending = false,
            string $state = 'all',
        ): array {}

        /**
         * Ties a tariff to a package or product; nothing happens when it is so already.
         *
         * @throws Exception\ConfigurationException `tie.item` when the tables have no such package or product,
         *  `liability.tariff` when LMS has no such tariff
         */
        public function tie(string $service, int $item_id, int $tariff_id): void {}

        /** Takes a tie away; false when there is none. */
        public function untie(string $service, int $item_id, int $tariff_id): bool {}

        /**
         * Records what Metroport charges for one of a package or product a month, in place of what MMS tells, which of F-Secure is
         * nothing. Settlements that are made and numbers that are recorded from then on have it.
         *
         * @param ?string $cost gross, decimal, 0 to 99999.99; null takes it back
         * @throws Exception\ConfigurationException `tie.item` when the tables have no such package or product, `package.price`
         */
        public function tellCost(string $service, int $item_id, ?string $cost = null): void {}

        /** Makes all ties that ties() suggests, and tells how many. */
        public function tieSuggested(): int {}

        /**
         * The tariff that a new service is to be paid by: of those that are tied and valid today the one with this price, else the
         * one that was tied first; null when none is.
         *
         * @param ?string $price gross, decimal, 0 to 99999.99
         * @throws Exception\ConfigurationException `package.price`
         */
        public function tariffOf(string $service, int $item_id, ?string $price = null): ?int {}

        /**
         * Records that a service is paid by a liability, instead of by the one that was recorded before. A liability may pay for
         * several services.
         *
         * @param int $mms_id order of MetroTV, or F-Secure service
         * @param int $assignment_id `assignments.id` of LMS
         * @throws Exception\ConfigurationException `liability.foreign` when the customer has no such liability
         */
        public function record(string $service, int $mms_id, int $customer_id, int $assignment_id): void {}

        /**
         * One page of where services and liabilities differ, of the customers whom the asking LMS user may see. What they have in
         * MMS is what somebody saw last: {@see Sync::services()}, or whoever opened the customer's card.
         *
         * A service belongs to the liability that is recorded with it, otherwise to one whose tariff is tied to its package or
         * product: first to one with its price.
         *
         * @param string $search part of the customer's, a package's or a tariff's name; the whole of a customer's id
         * @param string $sort `customer_name`, `customer_id`, `what`, `due`, `billed`, `monthly`
         * @param string $state `all`, `mendable`, or a word of `what`
         * @return array{total: int,
         *     rows: list<array{what: string, key: string, customer_id: int, customer_name: string,
         *         services: list<array{service: string, mms_id: int, name: string}>, since: ?int,
         *         liability: ?array{id: int, tariff_id: ?int, name: string, monthly: ?string, currency: string, from: int, to: int},
         *         due: ?string, monthly: ?string, mend: ?array{how: string, tariff_id?: int},
         *         tariff: ?array{id: int, name: string, price: ?string, currency: string, period: ?int, valid: bool}}>,
         *     too_little: string, too_much: string, looked_at: ?int}
         *  `what`: no_liability, no_service, price, begins_later, ends_soon (within 31 days, with none after it),
         *  billed_while_blocked, suspended_while_running; `key` is the same for the same difference; `due`: what the services
         *  cost a month by MMS, which tells it of MetroTV only; `monthly`: what is billed too much a month, below zero too little;
         *  amounts are gross; `mend.how`: add, end, change (of tariff), extend, suspend, resume, null when a person has to decide, and
         *  then `why`: blocked (what is blocked is not to be billed), no_tariff, begins_later (which may be meant), all_suspended (all
         *  of the customer's), several (services or pieces), discount (or a price by hand), no_price (no tied tariff has it); `tariff`
         *  is the one that mending brings; `too_little` and `too_much` are sums over all pages; `looked_at`: when all services
         *  were looked at last
         */
        public function differences(
            int $offset = 0,
            int $limit = 100,
            string $search = '',
            string $sort = 'customer_name',
            bool $descending = false,
            string $state = 'all',
        ): array {}

        /**
         * Differences of one customer, after a look at what he has in MMS now.
         *
         * @return list<array<string, mixed>> rows as of differences()
         * @throws Exception\ConfigurationException `customer.not_found` when the user may not see the customer
         */
        public function ofCustomer(int $customer_id): array {}

        /**
         * By which liabilities a customer's services are paid, as last seen; empty when the user may not see the customer.
         *
         * @return list<array{service: string, mms_id: int, assignment_id: ?int, recorded: bool}> `recorded`: not only found by
         *  tariff and price
         */
        public function pairings(int $customer_id): array {}

        /**
         * Makes the records of a month (`metroport_settlement`) of what was seen in MMS ({@see Sync::services()}), in the place of those
         * that it has. A month that is not over is counted to today.
         *
         * @param ?string $month `YYYY-MM`; null for the one before this
         * @return array{stopped: ?array{code: string, message: string}, month: string, records: int, customers: int} `stopped`:
         *  settlement.billing when the month has the provider's own records, which stay
         * @throws Exception\ConfigurationException `settlement.month`
         */
        public function takeMonth(?string $month = null, bool $dry_run = false): array {}

        /**
         * One page of what a month brings and costs, of the customers whom the asking LMS user may see. Amounts are gross, for the days
         * of the month on which the customer had the service.
         *
         * @param string $month `YYYY-MM`
         * @param string $by `service`, `customer` or `item`: what is added up
         * @param string $search part of the customer's or the package's name; the whole of a customer's id
         * @param string $sort `customer_name`, `customer_id`, `name`, `services`, `days`, `income`, `cost`, `margin`, `unbilled`
         * @return array{total: int,
         *     rows: list<array{customer_id: ?int, customer_name: string, service: string, name: string, services: int, days: int,
         *         income: string, cost: string, without_cost: int, margin: string, unbilled: string, position: ?string,
         *         adding: bool}>,
         *     income: string, cost: string, margin: string}
         *  `income`: what customers pay by MMS, where it tells it, else what LMS bills; `cost`: what Metroport charges;
         *  `without_cost`: services of which nobody has told that; `unbilled`: what of the income no liability pays for;
         *  `position`: what the customer has got a position of; `adding`: one is being added, or whoever was to add it has died;
         *  the last three are sums over all pages
         * @throws Exception\ConfigurationException `settlement.month`
         */
        public function month(
            string $month,
            string $by = 'service',
            int $offset = 0,
            int $limit = 100,
            string $search = '',
            string $sort = 'customer_name',
            bool $descending = false,
        ): array {}

        /**
         * Takes the one place that a customer has for a position of a month that is over, and returns its gross amount, decimal. Whoever
         * gets it makes the position in LMS, unless it is there already, and then calls settlePosition(). Who has not called that
         * within ten minutes has died, and the next one gets the place.
         *
         * @throws Exception\ConfigurationException `settlement.open` when the month is not over; `settlement.nothing` when there is
         *  nothing to be paid, or the user may not see the customer; `settlement.done` when the place is taken
         */
        public function claimPosition(string $month, int $customer_id): string {}

        /**
         * Records which assignment of LMS took the place; without one, gives the place back, unless one has it.
         *
         * @throws Exception\ConfigurationException `settlement.month`
         */
        public function settlePosition(string $month, int $customer_id, ?int $assignment_id = null): void {}
    }

    /**
     * What is wanted and not yet so in MMS: customer data that have changed in LMS, locks and releases. It stays wanted until
     * MMS has confirmed it, whatever dies in between. Get it from {@see Client::queue()}.
     *
     * Kinds: `data`, `metrotv`, `fsecure`. What MMS refuses of data waits for other data or for a person; what it refuses of
     * locks, and whatever failed for a passing reason, is tried again after a minute, two, four, up to six hours.
     *
     * Reports of converge() and retry(): `stopped` is null, or why nothing was done (`queue.busy`: another run is at work).
     * `lines` tells of each attempt: `outcome` is done, planned (dry run), refused (MMS said no, or LMS's data cannot be sent:
     * `customer.pesel`, `customer.nip`, `customer.gone` for a user whom MMS does not know any more) or failed (stays wanted);
     * `message` is MMS's text where it said any. A line with `customer_id` 0 is about MMS as a whole. `done`, `refused` and
     * `failed` count lines (`done` also those that are planned), `waiting` what is left for later runs, refused data not
     * counted.
     */
    final class Queue
    {
        /** @throws \Exception always: get it from {@see Client::queue()} */
        public function __construct() {}

        /**
         * After a change in LMS: records for each of these customers whether MMS's data have to follow, and tries at once.
         * Sends nothing when nothing changed of what MMS is to know. What cannot be sent now is sent by converge().
         *
         * @param list<int> $customers LMS ids; who is deleted or not linked is passed over
         * @param bool $send try at once, within the time of one operation; otherwise MMS is not asked at all
         * @return list<array{customer_id: int, outcome: string, code: ?string, message: ?string}> `outcome`: same (nothing
         *  changed), done (MMS has it), waiting (sent later; `code` tells why, if it was tried), refused, unlinked. Empty
         *  with `follow_data` off
         */
        public function follow(array $customers, bool $send = true): array {}

        /**
         * Finds customers whose data changed unnoticed, and finishes what is wanted and due. One run at a time, from
         * whichever machine.
         *
         * @param ?list<string> $kinds `data`, `metrotv`, `fsecure`; null for all
         * @param int $limit at most so many items, 1–100000
         * @param bool $dry_run look and tell, write nothing, change nothing
         * @param ?callable $progress `function (int $done, int $total): ?bool`; false stops after what is under way
         * @return array{stopped: ?array{code: string, message: string},
         *     lines: list<array{kind: string, customer_id: int, outcome: string, code: ?string, message: ?string}>,
         *     done: int, refused: int, failed: int, waiting: int}
         */
        public function converge(
            ?array $kinds = null,
            int $limit = 500,
            bool $dry_run = false,
            ?callable $progress = null,
        ): array {}

        /**
         * One page of what is wanted and not yet so, of the customers whom the asking LMS user may see.
         *
         * @param string $search part of the name, of MMS's text or of who wanted it; the whole of a customer's id
         * @param string $sort `since`, `customer_name`, `customer_id`, `kind`, `by`, `attempts`, `next_attempt_at`
         * @param string $state `all`, `waiting`, `refused`, `data`, `metrotv`, `fsecure`
         * @return array{total: int, rows: list<array{kind: string, customer_id: int, customer_name: string, wanted: string,
         *     since: int, by: string, attempts: int, next_attempt_at: ?int, state: string, code: ?string, text: ?string}>}
         *  `wanted` is data, lock or release; times are Unix seconds; `next_attempt_at` null: refused, or by the next run;
         *  `state` is waiting or refused; `text` is MMS's: untrusted
         */
        public function page(
            int $offset = 0,
            int $limit = 100,
            string $search = '',
            string $sort = 'since',
            bool $descending = false,
            string $state = 'all',
        ): array {}

        /**
         * The customer's data that MMS does not have yet, null when it has them.
         *
         * @return ?array{kind: string, customer_id: int, customer_name: string, wanted: string, since: int, by: string, attempts: int,
         *     next_attempt_at: ?int, state: string, code: ?string, text: ?string} as a row of page()
         * @throws Exception\ConfigurationException `customer.not_found` when the user may not see the customer
         */
        public function dataOf(int $customer_id): ?array {}

        /**
         * Tries again, also what was refused: one item to its end, or all of a kind as far as the time of a page reaches; the
         * rest is due for the next converge().
         *
         * @param ?int $customer_id null for all of the kind whose customers the user may see; those are counted as waiting too
         * @return array{stopped: ?array{code: string, message: string},
         *     lines: list<array{kind: string, customer_id: int, outcome: string, code: ?string, message: ?string}>,
         *     done: int, refused: int, failed: int, waiting: int} as converge()
         * @throws Exception\ConfigurationException `customer.not_found` when the user may not see the customer
         */
        public function retry(string $kind, ?int $customer_id = null): array {}

        /**
         * Gives an item up, with a reason for the journal. Data count as settled until they change in LMS again; a lock or
         * release is left as MMS has it, holds and flags stay.
         *
         * @return bool false when there was nothing to give up
         * @throws Exception\ConfigurationException `queue.reason` without a reason, `customer.not_found` when the user may
         *  not see the customer
         */
        public function giveUp(string $kind, int $customer_id, string $reason): bool {}

        /**
         * One page of what LMS and MMS disagree about and no run will change by itself.
         *
         * @param string $sort `what`, `customer_name`, `customer_id`, `mms_id`, `monthly`
         * @param string $state `all`, `customer_deleted` (deleted in LMS, still has services in MMS), `user_gone` (MMS does not
         *  know the linked user any more), `unlocked` (locked by us, runs in MMS)
         * @return array{total: int, rows: list<array{what: string, customer_id: int, customer_name: string, mms_id: int,
         *     accounts: list<int>, services: list<int>, monthly: ?string}>}
         *  `accounts` (MetroTV) and `services` (F-Secure) are the MMS ids it is about; `monthly` is the gross price of the
         *  accounts' packages, F-Secure not included: MMS does not tell its price
         */
        public function differences(
            int $offset = 0,
            int $limit = 100,
            string $search = '',
            string $sort = 'what',
            bool $descending = false,
            string $state = 'all',
        ): array {}

        /**
         * What needs a person, of the customers whom the user may see; from the database alone: quick enough for LMS's first page.
         *
         * @return array{refused: int, late: int, deleted: int} refused items; items open for more than 24 hours, refused
         *  ones not counted again; customers deleted in LMS whose link is still there
         */
        public function attention(): array {}
    }

    /**
     * Every change that went to MMS. Get it from {@see Client::journal()}. Needs `database`.
     *
     * An entry is written before the change goes, with the outcome `open`, and completed afterwards: `done` (MMS confirmed
     * it, at once or when it was looked up), `refused` (MMS said no), `failed` (it surely did not arrive), `unknown` (its
     * answer was lost). What stays `open` was made by a process that died. When the entry cannot be written nothing is sent:
     * the operation throws StoreException. Without `database` there is no journal. Nothing in it is personal: ids, words,
     * names of changed fields, decoders' MAC addresses.
     *
     * Actions: user.add, user.update, user.link, user.unlink, user.forget, service.add, service.change, service.block,
     * service.unblock, service.remove, account.add, account.change, account.block, account.unblock,
     * account.remove, package.issue, package.remove, decoder.add, decoder.delete, decoder.issue,
     * decoder.return, queue.give_up, plan.begin, plan.finish, plan.take_back, plan.leave, liability.add, liability.change,
     * liability.delete. The links, plans and liabilities are LMS's own, the others MMS's; of liabilities there are those of
     * plans, the subject being the assignment.
     */
    final class Journal
    {
        /** @throws \Exception always: get it from {@see Client::journal()} */
        public function __construct() {}

        /**
         * One page, paged by the database. Customers whom the asking LMS user may not see are left out of rows and total.
         *
         * @param int $offset rows to skip, from 0
         * @param int $limit rows to return, 1–10000
         * @param string $search part of the details, of MMS's answer, of who did it or of the customer's name; the whole of
         *  an id; a MAC in any notation
         * @param string $sort `at`, `action`, `outcome`, `actor`, `customer_id`, `mms_id`
         * @param ?array{action?: string, outcome?: string, customer_id?: int, from?: int, before?: int} $filter `from` and
         *  `before` are Unix seconds, the second one not included
         * @return array{total: int, rows: list<array{id: int, at: int, user_id: int, actor: string, customer_id: ?int,
         *     customer_name: ?string, mms_id: ?int, action: string, subject: string, subject_id: ?int, detail: string,
         *     outcome: string, code: ?string, answer: ?string}>}
         *  `at` is Unix seconds by the database's clock; `user_id` is 0 for a script; `subject` is `user`, `service`,
         *  `account`, `package`, `decoder` or `queue`; `detail` has `name=value` words; `code` is the error's stable code;
         *  `answer` is MMS's text without what looks like a number of a person or an address, at most 255 characters,
         *  untrusted: escape it
         */
        public function page(
            int $offset = 0,
            int $limit = 100,
            string $search = '',
            string $sort = 'at',
            bool $descending = true,
            ?array $filter = null,
        ): array {}

        /**
         * The newest entries of one LMS customer, rows as in page(); none when the user may not see him.
         *
         * @param int $limit 1–10000
         * @return list<array<string, mixed>>
         */
        public function ofCustomer(int $customer_id, int $limit = 20): array {}

        /**
         * What was changed through this client, and through those that about() made of it, since this was asked last; rows
         * as in page(), the oldest first.
         *
         * @return list<array<string, mixed>>
         */
        public function own(): array {}

        /**
         * Removes entries that are older than so many days by the database's clock, a few thousand at a time.
         *
         * @param int $days 1–36500
         * @return int how many there were
         */
        public function purge(int $days): int {}
    }
}

namespace Metroport\Exception {

    /** Parent of all exceptions of the extension. Messages are English and for logs; translate $errorCode for people. */
    class MetroportException extends \RuntimeException
    {
        /** Stable, e.g. `mms.unreachable`; see the README for the list. */
        public readonly string $errorCode;
    }

    /**
     * The configuration or an argument is wrong, or what is asked for is plainly impossible: `config.*`, `customer.*`,
     * `service.*`, `account.*`, `network.*`, `package.*`, `decoder.*`, `liability.*`, `plan.*`, `list.*`, `link.stranger`.
     */
    class ConfigurationException extends MetroportException {}

    /** MMS cannot be reached or does not answer in time: `mms.unreachable`, `mms.timeout`, `mms.tls`, `mms.unavailable`. */
    class ConnectionException extends MetroportException {}

    /** MMS does not accept the login or the session: `mms.login`, `mms.session`. */
    class AuthenticationException extends MetroportException {}

    /** MMS said no: `mms.rejected`, `mms.not_found`. */
    class RejectedException extends MetroportException
    {
        /** HTTP status. */
        public readonly int $status;

        /** MMS's own words, at most 500 characters. Untrusted text: escape it. */
        public readonly string $mmsText;
    }

    /** MMS's answer was not understood: `mms.protocol`. */
    class ProtocolException extends MetroportException {}

    /** A change may or may not have reached MMS: `mms.outcome_unknown`. Look before you repeat it. */
    class OutcomeUnknownException extends MetroportException {}

    /**
     * LMS's database, the plugin's tables: `store.unreachable`, `store.crowded` (it takes no more connections), `store.full` (its
     * disk is full), `store.timeout` (it is there and does not answer in time, or is locked), `store.read_only` (a standby),
     * `store.rights`, `store.tables` (one is missing), `store.query`, `store.schema`, `store.session`, `link.taken`.
     */
    class StoreException extends MetroportException {}
}
