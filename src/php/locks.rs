//! `Metroport\Locks`

use std::rc::Rc;

use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendCallable, ZendHashTable};

use super::{engine, value};
use crate::config::{Config, ConfigError};
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
        customers: Vec<i64>,
        services: &[String],
        dry_run: bool,
        progress: Option<&ZendCallable<'_>>,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        let services = services.iter().map(|word| Service::from_word(word)).collect::<Option<_>>();
        let services =
            services.ok_or_else(|| ConfigError::wrong("services", "a list of metrotv and fsecure"))?;
        let order = Order { lock, customers: customers.into_iter().collect(), services, dry_run };
        let report = engine::run_telling(&self.config, progress, async |context, progress| {
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
        customers: Vec<i64>,
        services: Vec<String>,
        dry_run: bool,
        progress: Option<ZendCallable<'_>>,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        self.run(true, customers, &services, dry_run, progress.as_ref())
    }

    /// Releases what was locked.
    #[php(defaults(dry_run = false))]
    pub fn release(
        &self,
        customers: Vec<i64>,
        services: Vec<String>,
        dry_run: bool,
        progress: Option<ZendCallable<'_>>,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        self.run(false, customers, &services, dry_run, progress.as_ref())
    }
}
