//! `Metroport\Client`

use std::rc::Rc;

use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::ZendHashTable;

use super::arguments::Fields;
use super::billing::PhpBilling;
use super::business::PhpBusiness;
use super::card::PhpCard;
use super::customers::PhpCustomers;
use super::fsecure::PhpFSecure;
use super::journal::PhpJournal;
use super::lists::PhpLists;
use super::locks::PhpLocks;
use super::metrotv::PhpMetroTv;
use super::plans::PhpPlans;
use super::queue::PhpQueue;
use super::sync::PhpSync;
use super::{engine, value};
use crate::config::{Config, ConfigError, Database, Raw};
use crate::operations::{doctor, monitoring};

/// The way in: one configuration, one MMS account, one database.
#[php_class]
#[php(name = "Metroport\\Client", flags = ClassFlags::Final)]
pub struct PhpClient {
    config: Rc<Config>,
}

#[php_impl]
impl PhpClient {
    /// Version of the extension, the same as the plugin's that belongs to it.
    pub const VERSION: &'static str = crate::VERSION;
    /// Version of the database schema that this extension works with.
    pub const SCHEMA_VERSION: i64 = crate::SCHEMA_VERSION;

    /// Checks the configuration; opens nothing.
    pub fn __construct(config: &ZendHashTable) -> PhpResult<Self> {
        Ok(Self { config: Rc::new(Config::new(raw(config)?)?) })
    }

    /// MMS users and their links to LMS customers.
    pub fn customers(&self) -> PhpCustomers {
        PhpCustomers::new(Rc::clone(&self.config))
    }

    /// F-Secure products and services.
    pub fn fsecure(&self) -> PhpFSecure {
        PhpFSecure::new(Rc::clone(&self.config))
    }

    /// MetroTV accounts, packages, networks and decoders.
    pub fn metrotv(&self) -> PhpMetroTv {
        PhpMetroTv::new(Rc::clone(&self.config))
    }

    /// What the customer's card in LMS shows and does.
    pub fn card(&self) -> PhpCard {
        PhpCard::new(Rc::clone(&self.config))
    }

    /// Several changes of a customer that belong together.
    pub fn plans(&self) -> PhpPlans {
        PhpPlans::new(Rc::clone(&self.config))
    }

    /// The lists of F-Secure and MetroTV, a page at a time.
    pub fn lists(&self) -> PhpLists {
        PhpLists::new(Rc::clone(&self.config))
    }

    /// Blocking and releasing of debtors' services.
    pub fn locks(&self) -> PhpLocks {
        PhpLocks::new(Rc::clone(&self.config))
    }

    /// Pairing of customers, catalogues and the warehouse in the plugin's tables.
    pub fn sync(&self) -> PhpSync {
        PhpSync::new(Rc::clone(&self.config))
    }

    /// What is wanted and not yet so in MMS, and what makes it so.
    pub fn queue(&self) -> PhpQueue {
        PhpQueue::new(Rc::clone(&self.config))
    }

    /// Every change that went to MMS.
    pub fn journal(&self) -> PhpJournal {
        PhpJournal::new(Rc::clone(&self.config))
    }

    /// Services in MMS and liabilities in LMS.
    pub fn billing(&self) -> PhpBilling {
        PhpBilling::new(Rc::clone(&self.config))
    }

    /// Numbers for who owns the business.
    pub fn business(&self) -> PhpBusiness {
        PhpBusiness::new(Rc::clone(&self.config))
    }

    /// The same client, whose changes are about one LMS customer: the journal keeps them in his history.
    pub fn about(&self, customer_id: i64) -> Self {
        Self { config: Rc::new(self.config.about(customer_id)) }
    }

    /// The queue, the jobs, the API and the differences in numbers.
    pub fn numbers(&self) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| monitoring::numbers(context).await)?)
    }

    /// Tries everything the plugin needs, one step after another.
    pub fn test(&self) -> PhpResult<ZBox<ZendHashTable>> {
        let steps = engine::run(&self.config, async |context| Ok(doctor::examine(context).await))?;
        value::array(&steps)
    }

    /// Tries a database alone.
    pub fn test_database(database: &ZendHashTable) -> PhpResult<ZBox<ZendHashTable>> {
        let config = Config::of_database(self::database(database)?)?;
        let steps = engine::run(&config, async |context| Ok(doctor::database(context.db()?).await))?;
        value::array(&steps)
    }
}

/// The configuration array as it is.
fn raw(config: &ZendHashTable) -> Result<Raw, ConfigError> {
    let fields = Fields::new(
        config,
        "config",
        &[
            "url",
            "login",
            "password",
            "timeout",
            "concurrency",
            "session_lifetime",
            "database",
            "user",
            "actor",
            "unblock_only_own",
            "lock_limit_percent",
            "metrotv_suspend_billing",
            "fsecure_suspend_billing",
            "follow_data",
        ],
    )?;
    Ok(Raw {
        url: fields.text("url")?.unwrap_or_default(),
        login: fields.text("login")?.unwrap_or_default(),
        password: fields.masked("password")?.unwrap_or_default(),
        timeout: fields.number("timeout")?,
        concurrency: fields.int("concurrency")?,
        session_lifetime: fields.int("session_lifetime")?,
        database: fields.array("database")?.map(database).transpose()?,
        user: fields.int("user")?.unwrap_or_default(),
        actor: fields.text("actor")?.unwrap_or_default(),
        unblock_only_own: fields.flag("unblock_only_own")?,
        lock_limit_percent: fields.int("lock_limit_percent")?,
        metrotv_suspend_billing: fields.flag("metrotv_suspend_billing")?,
        fsecure_suspend_billing: fields.flag("fsecure_suspend_billing")?,
        follow_data: fields.flag("follow_data")?,
    })
}

fn database(config: &ZendHashTable) -> Result<Database, ConfigError> {
    let known = ["type", "host", "port", "socket", "user", "password", "database"];
    let fields = Fields::new(config, "database", &known)?;
    let port = fields.int("port")?.map(u16::try_from).transpose();
    Ok(Database {
        kind: fields.text("type")?.unwrap_or_default(),
        host: fields.text("host")?.unwrap_or_default(),
        port: port.map_err(|_| ConfigError::wrong("database.port", "between 0 and 65535"))?,
        socket: fields.text("socket")?.unwrap_or_default(),
        user: fields.text("user")?.unwrap_or_default(),
        password: fields.masked("password")?.unwrap_or_default(),
        name: fields.text("database")?.unwrap_or_default(),
    })
}
