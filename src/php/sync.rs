//! `Metroport\Sync`

use std::rc::Rc;

use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendCallable, ZendHashTable};

use super::{engine, value};
use crate::config::Config;
use crate::operations::{pairing, services, sync};

/// Brings LMS and MMS together in bulk.
#[php_class]
#[php(name = "Metroport\\Sync", flags = ClassFlags::Final)]
pub struct PhpSync {
    config: Rc<Config>,
}

impl PhpSync {
    pub(super) fn new(config: Rc<Config>) -> Self {
        Self { config }
    }
}

#[php_impl]
#[expect(clippy::needless_pass_by_value, reason = "the macro hands arguments over by value")]
impl PhpSync {
    /// Links customers who are not linked yet to the MMS users with the same PESEL or NIP.
    #[php(defaults(relink = false, dry_run = false))]
    pub fn pair(
        &self,
        relink: bool,
        dry_run: bool,
        progress: Option<ZendCallable<'_>>,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        let report = engine::run_telling(&self.config, progress.as_ref(), async |context, progress| {
            pairing::run(context, relink, dry_run, progress).await
        })?;
        value::array(&report)
    }

    /// Brings F-Secure products into their table.
    #[php(defaults(dry_run = false))]
    pub fn fsecure_packages(
        &self,
        dry_run: bool,
        progress: Option<ZendCallable<'_>>,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        let report = engine::run_telling(&self.config, progress.as_ref(), async |context, progress| {
            sync::fsecure_packages(context, dry_run, progress).await
        })?;
        value::array(&report)
    }

    /// Brings MetroTV packages into their table.
    #[php(defaults(dry_run = false))]
    pub fn metrotv_packages(
        &self,
        dry_run: bool,
        progress: Option<ZendCallable<'_>>,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        let report = engine::run_telling(&self.config, progress.as_ref(), async |context, progress| {
            sync::metrotv_packages(context, dry_run, progress).await
        })?;
        value::array(&report)
    }

    /// Brings decoders into their table.
    #[php(defaults(dry_run = false))]
    pub fn decoders(
        &self,
        dry_run: bool,
        progress: Option<ZendCallable<'_>>,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        let report = engine::run_telling(&self.config, progress.as_ref(), async |context, progress| {
            sync::decoders(context, dry_run, progress).await
        })?;
        value::array(&report)
    }

    /// Looks at the services of all customers and keeps what it sees.
    #[php(defaults(dry_run = false))]
    pub fn services(
        &self,
        dry_run: bool,
        progress: Option<ZendCallable<'_>>,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        let report = engine::run_telling(&self.config, progress.as_ref(), async |context, progress| {
            services::update(context, dry_run, progress).await
        })?;
        value::array(&report)
    }
}
