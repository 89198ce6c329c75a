//! `Metroport\Card`

use std::rc::Rc;

use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::ZendHashTable;

use super::arguments::Fields;
use super::{engine, value};
use crate::config::{Config, ConfigError};
use crate::lms::customer::Address;
use crate::operations::card;

/// The customer's card: what MMS has of one LMS customer, and what can be done about it.
#[php_class]
#[php(name = "Metroport\\Card", flags = ClassFlags::Final)]
pub struct PhpCard {
    config: Rc<Config>,
}

impl PhpCard {
    pub(super) fn new(config: Rc<Config>) -> Self {
        Self { config }
    }
}

#[php_impl]
impl PhpCard {
    /// Everything the card shows.
    pub fn state(&self, customer_id: i64) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| card::state(context, customer_id).await)?)
    }

    /// Finds the customer in MMS and links him; adds him when MMS does not know him.
    pub fn match_user(&self, customer_id: i64) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |c| card::match_user(c, customer_id).await)?)
    }

    /// Links the customer to the candidate whom the clerk has chosen.
    pub fn link(&self, customer_id: i64, mms_id: i64) -> PhpResult<()> {
        engine::run(&self.config, async |context| card::link(context, customer_id, mms_id).await)
    }

    /// Sends the customer's present data to MMS and tells which fields differed.
    pub fn update(&self, customer_id: i64) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| card::update(context, customer_id).await)?)
    }

    /// The F-Secure service, if it is this customer's.
    pub fn service(&self, customer_id: i64, service_id: i64) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |c| card::service(c, customer_id, service_id).await)?)
    }

    /// Issues an F-Secure licence, if MMS knows where to mail it.
    pub fn add_service(&self, customer_id: i64, product_id: i64, license_size: i64) -> PhpResult<i64> {
        engine::run(&self.config, async |context| {
            card::add_service(context, customer_id, product_id, license_size).await
        })
    }

    /// The account, if it is this customer's.
    pub fn account(&self, customer_id: i64, account_id: i64) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |c| card::account(c, customer_id, account_id).await)?)
    }

    /// What can be issued to the account today.
    pub fn offer(&self, customer_id: i64, account_id: i64) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |c| card::offer(c, customer_id, account_id).await)?)
    }

    /// Adds an account and returns its id.
    pub fn add_account(&self, customer_id: i64, network_id: i64, address: &ZendHashTable) -> PhpResult<i64> {
        let place = place(address)?;
        engine::run(&self.config, async |context| {
            card::add_account(context, customer_id, network_id, &place).await
        })
    }

    /// Changes an account's address.
    pub fn change_address(
        &self,
        customer_id: i64,
        account_id: i64,
        address: &ZendHashTable,
    ) -> PhpResult<()> {
        let place = place(address)?;
        engine::run(&self.config, async |context| {
            card::change_address(context, customer_id, account_id, &place).await
        })
    }

    /// Issues a package that the account can have today and returns the order's id.
    pub fn issue_package(
        &self,
        customer_id: i64,
        account_id: i64,
        package_id: i64,
        price: &str,
    ) -> PhpResult<i64> {
        engine::run(&self.config, async |context| {
            card::issue_package(context, customer_id, account_id, package_id, price).await
        })
    }

    /// Issues a decoder to a package, in the account's network.
    pub fn issue_decoder(
        &self,
        customer_id: i64,
        account_id: i64,
        order_id: i64,
        mac: &str,
    ) -> PhpResult<()> {
        engine::run(&self.config, async |context| {
            card::issue_decoder(context, customer_id, account_id, order_id, mac).await
        })
    }
}

pub(super) fn place(address: &ZendHashTable) -> Result<Address, ConfigError> {
    let fields = Fields::new(address, "address", &["street", "house", "flat", "zip", "city"])?;
    let text = |key: &'static str| Ok::<_, ConfigError>(fields.masked(key)?.unwrap_or_default());
    Ok(Address {
        street: text("street")?,
        house: text("house")?,
        flat: text("flat")?,
        zip: text("zip")?,
        city: text("city")?,
    })
}
