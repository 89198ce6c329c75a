//! `Metroport\Billing`

use std::rc::Rc;

use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::ZendHashTable;

use super::lists::wanted;
use super::{engine, value};
use crate::config::{Config, ConfigError};
use crate::operations::billing::settlement::{self, By};
use crate::operations::billing::{self, differences, ties};
use crate::operations::offer;
use crate::store::locks::Service;

/// Services in MMS and liabilities in LMS.
#[php_class]
#[php(name = "Metroport\\Billing", flags = ClassFlags::Final)]
pub struct PhpBilling {
    config: Rc<Config>,
}

impl PhpBilling {
    pub(super) fn new(config: Rc<Config>) -> Self {
        Self { config }
    }
}

fn service(word: &str) -> Result<Service, ConfigError> {
    Service::from_word(word).ok_or_else(|| ConfigError::wrong("service", "metrotv or fsecure"))
}

#[php_impl]
#[expect(clippy::needless_pass_by_value, reason = "the macro hands arguments over by value")]
impl PhpBilling {
    /// One page of packages and products with the tariffs that are for them.
    #[php(defaults(offset = 0, limit = 100, search = String::new(), sort = "name".to_owned(), descending = false, state = "all".to_owned()))]
    pub fn ties(
        &self,
        offset: i64,
        limit: i64,
        search: String,
        sort: String,
        descending: bool,
        state: String,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        let wanted = wanted(offset, limit, search, sort, descending, state)?;
        value::array(&engine::run(&self.config, async |context| ties::page(context, &wanted).await)?)
    }

    /// Ties a tariff to a package or product.
    pub fn tie(&self, service: String, item_id: i64, tariff_id: i64) -> PhpResult<()> {
        let service = self::service(&service)?;
        engine::run(&self.config, async |context| ties::tie(context, service, item_id, tariff_id).await)
    }

    /// Takes a tie away.
    pub fn untie(&self, service: String, item_id: i64, tariff_id: i64) -> PhpResult<bool> {
        let service = self::service(&service)?;
        engine::run(&self.config, async |context| ties::untie(context, service, item_id, tariff_id).await)
    }

    /// Records what Metroport charges for a package or product.
    pub fn tell_cost(&self, service: String, item_id: i64, cost: Option<String>) -> PhpResult<()> {
        let service = self::service(&service)?;
        engine::run(&self.config, async |context| {
            ties::tell_cost(context, service, item_id, cost.as_deref()).await
        })
    }

    /// Makes all ties that `ties()` suggests.
    pub fn tie_suggested(&self) -> PhpResult<i64> {
        let made = engine::run(&self.config, async |context| ties::tie_suggested(context).await)?;
        Ok(i64::try_from(made).unwrap_or(i64::MAX))
    }

    /// The tariff that a new service is to be paid by.
    pub fn tariff_of(&self, service: String, item_id: i64, price: Option<String>) -> PhpResult<Option<i64>> {
        let service = self::service(&service)?;
        engine::run(&self.config, async |context| {
            let price = price.as_deref().map(offer::price).transpose()?;
            ties::tariff_of(context, service, item_id, price).await
        })
    }

    /// Records by which liability a service is paid.
    pub fn record(
        &self,
        service: String,
        mms_id: i64,
        customer_id: i64,
        assignment_id: i64,
    ) -> PhpResult<()> {
        let service = self::service(&service)?;
        engine::run(&self.config, async |context| {
            billing::record(context, service, mms_id, customer_id, assignment_id).await
        })
    }

    /// One page of where services and liabilities differ.
    #[php(defaults(offset = 0, limit = 100, search = String::new(), sort = "customer_name".to_owned(), descending = false, state = "all".to_owned()))]
    pub fn differences(
        &self,
        offset: i64,
        limit: i64,
        search: String,
        sort: String,
        descending: bool,
        state: String,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        let wanted = wanted(offset, limit, search, sort, descending, state)?;
        value::array(&engine::run(&self.config, async |context| differences::page(context, &wanted).await)?)
    }

    /// Differences of one customer, after a look at what he has in MMS now.
    pub fn of_customer(&self, customer_id: i64) -> PhpResult<ZBox<ZendHashTable>> {
        let rows = engine::run(&self.config, async |c| differences::of_customer(c, customer_id).await)?;
        value::array(&rows)
    }

    /// By which liabilities a customer's services are paid.
    pub fn pairings(&self, customer_id: i64) -> PhpResult<ZBox<ZendHashTable>> {
        let pairings = engine::run(&self.config, async |c| differences::pairings(c, customer_id).await)?;
        value::array(&pairings)
    }

    /// Makes the records of a month of what was seen in MMS.
    #[php(defaults(dry_run = false))]
    pub fn take_month(&self, month: Option<String>, dry_run: bool) -> PhpResult<ZBox<ZendHashTable>> {
        let month = month.as_deref();
        let report = engine::run(&self.config, async |c| settlement::take(c, month, dry_run).await)?;
        value::array(&report)
    }

    /// One page of what a month brings and costs.
    #[php(defaults(by = "service".to_owned(), offset = 0, limit = 100, search = String::new(), sort = "customer_name".to_owned(), descending = false))]
    #[expect(clippy::too_many_arguments, reason = "a list's, and which month")]
    pub fn month(
        &self,
        month: String,
        by: String,
        offset: i64,
        limit: i64,
        search: String,
        sort: String,
        descending: bool,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        let by = By::from_word(&by).ok_or_else(|| ConfigError::wrong("by", "service, customer or item"))?;
        let wanted = wanted(offset, limit, search, sort, descending, String::new())?;
        let page = engine::run(&self.config, async |c| settlement::page(c, &month, by, &wanted).await)?;
        value::array(&page)
    }

    /// Takes the one place that a customer has for a position of a month.
    pub fn claim_position(&self, month: String, customer_id: i64) -> PhpResult<String> {
        let amount = engine::run(&self.config, async |c| settlement::claim(c, &month, customer_id).await)?;
        Ok(format!("{amount:.2}"))
    }

    /// Records which assignment took the place; without one, gives the place back.
    pub fn settle_position(
        &self,
        month: String,
        customer_id: i64,
        assignment_id: Option<i64>,
    ) -> PhpResult<()> {
        engine::run(&self.config, async |c| settlement::settle(c, &month, customer_id, assignment_id).await)
    }
}
