//! `Metroport\FSecure`

use std::rc::Rc;

use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::ZendHashTable;

use super::{engine, value};
use crate::config::Config;
use crate::operations::fsecure;

/// F-Secure: products that can be sold and services that customers have.
#[php_class]
#[php(name = "Metroport\\FSecure", flags = ClassFlags::Final)]
pub struct PhpFSecure {
    config: Rc<Config>,
}

impl PhpFSecure {
    pub(super) fn new(config: Rc<Config>) -> Self {
        Self { config }
    }
}

#[php_impl]
impl PhpFSecure {
    /// What can be sold.
    pub fn products(&self) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| fsecure::products(context).await)?)
    }

    /// Services of one MMS user, or of all.
    pub fn services(&self, mms_id: Option<i64>) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| fsecure::services(context, mms_id).await)?)
    }

    /// Operations on services.
    pub fn operations(&self) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| fsecure::operations(context).await)?)
    }

    /// Issues a licence and returns the service's id.
    pub fn add(&self, mms_id: i64, product_id: i64, license_size: i64) -> PhpResult<i64> {
        engine::run(&self.config, async |c| fsecure::issue(c, mms_id, product_id, license_size).await)
    }

    /// Changes product or licence size.
    pub fn change(&self, service_id: i64, mms_id: i64, product_id: i64, license_size: i64) -> PhpResult<()> {
        engine::run(&self.config, async |context| {
            fsecure::change(context, service_id, mms_id, product_id, license_size).await
        })
    }

    /// Suspends a service.
    pub fn block(&self, service_id: i64) -> PhpResult<()> {
        engine::run(&self.config, async |context| fsecure::block(context, service_id).await)
    }

    /// Resumes a service.
    pub fn unblock(&self, service_id: i64) -> PhpResult<()> {
        engine::run(&self.config, async |context| fsecure::unblock(context, service_id).await)
    }

    /// Removes a service.
    pub fn remove(&self, service_id: i64) -> PhpResult<()> {
        engine::run(&self.config, async |context| fsecure::remove(context, service_id).await)
    }
}
