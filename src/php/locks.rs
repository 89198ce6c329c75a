//! `Metroport\Locks`

use std::rc::Rc;

use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendCallable, ZendHashTable};

use super::arguments::{ints, words};
use super::{engine, value};
use crate::config::Config;
use crate::operations::locks::{self, Order};
use crate::store::locks::Service;

/// Blocks debtors' services and releases them.
#[php_class]
#[php(name = "Metroport\\Locks", flags = ClassFlags::Final)]
pub struct PhpLocks {
    config: Rc<Config>,
}

impl PhpLocks {
    pub(super) fn new(config: Rc<Config>) -> Self {
        Self { config }
    }

    fn run(
        &self,
        lock: bool,
        customers: &ZendHashTable,
        services: &ZendHashTable,
        dry_run: bool,
        progress: Option<&ZendCallable<'_>>,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        let services = words(services, "services", "a list of metrotv and fsecure", Service::from_word)?;
        let order = Order {
            lock: Some(lock),
            customers: ints(customers, "customers")?,
            services,
            dry_run,
            due: None,
        };
        let report = engine::run_telling(&self.config, progress, async move |context, progress| {
            locks::run(context, &order, progress).await
        })?;
        value::array(&report)
    }
}

#[php_impl]
#[expect(clippy::needless_pass_by_value, reason = "the macro hands arguments over by value")]
impl PhpLocks {
    /// Locks services of LMS customers.
    #[php(defaults(dry_run = false))]
    pub fn lock(
        &self,
        customers: &ZendHashTable,
        services: &ZendHashTable,
        dry_run: bool,
        progress: Option<ZendCallable<'_>>,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        self.run(true, customers, services, dry_run, progress.as_ref())
    }

    /// Releases what was locked.
    #[php(defaults(dry_run = false))]
    pub fn release(
        &self,
        customers: &ZendHashTable,
        services: &ZendHashTable,
        dry_run: bool,
        progress: Option<ZendCallable<'_>>,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        self.run(false, customers, services, dry_run, progress.as_ref())
    }
}
