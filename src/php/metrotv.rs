//! `Metroport\MetroTv`

use std::rc::Rc;

use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::ZendHashTable;

use super::arguments::Fields;
use super::{engine, value};
use crate::config::{Config, ConfigError};
use crate::mms::calls::AccountFields;
use crate::operations::{intake, metrotv};

/// MetroTV: accounts, packages, networks, decoders.
#[php_class]
#[php(name = "Metroport\\MetroTv", flags = ClassFlags::Final)]
pub struct PhpMetroTv {
    config: Rc<Config>,
}

impl PhpMetroTv {
    pub(super) fn new(config: Rc<Config>) -> Self {
        Self { config }
    }
}

#[php_impl]
impl PhpMetroTv {
    /// Everything that can be ordered.
    pub fn packages(&self) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| metrotv::packages(context).await)?)
    }

    /// Networks with their size and the number of decoders in each.
    pub fn networks(&self) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| metrotv::networks(context).await)?)
    }

    /// Decoder models.
    pub fn models(&self) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| metrotv::models(context).await)?)
    }

    /// The warehouse and everything issued.
    pub fn decoders(&self) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| metrotv::decoders(context).await)?)
    }

    /// Puts a decoder into the warehouse.
    pub fn add_decoder(&self, model: &str, serial_number: &str, mac: &str) -> PhpResult<()> {
        engine::run(&self.config, async |context| {
            metrotv::add_decoder(context, model, serial_number, mac).await
        })
    }

    /// Reads a pasted list of decoders and compares it with MMS; adds nothing.
    pub fn read_decoders(&self, text: &str, model: Option<&str>) -> PhpResult<ZBox<ZendHashTable>> {
        let model = model.unwrap_or_default();
        value::array(&engine::run(&self.config, async |context| intake::read(context, text, model).await)?)
    }

    /// Deletes a decoder from the warehouse.
    pub fn delete_decoder(&self, decoder_id: i64) -> PhpResult<()> {
        engine::run(&self.config, async |context| metrotv::delete_decoder(context, decoder_id).await)
    }

    /// Issues a decoder to a base or multiroom package.
    pub fn issue_decoder(&self, account_id: i64, order_id: i64, network_id: i64, mac: &str) -> PhpResult<()> {
        engine::run(&self.config, async |context| {
            metrotv::issue_decoder(context, account_id, order_id, network_id, mac).await
        })
    }

    /// Returns a decoder to the warehouse.
    pub fn return_decoder(&self, account_id: i64, mac: &str) -> PhpResult<()> {
        engine::run(&self.config, async |context| metrotv::return_decoder(context, account_id, mac).await)
    }

    /// Accounts of one MMS user, or of all, as short rows.
    pub fn accounts(&self, mms_id: Option<i64>) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| metrotv::accounts(context, mms_id).await)?)
    }

    /// One account with its packages and decoders, null when there is none.
    pub fn account(&self, account_id: i64) -> PhpResult<Option<ZBox<ZendHashTable>>> {
        let account = engine::run(&self.config, async |context| metrotv::account(context, account_id).await)?;
        account.as_ref().map(value::array).transpose()
    }

    /// Adds an account and returns its id.
    pub fn add_account(&self, mms_id: i64, network_id: i64, address: &ZendHashTable) -> PhpResult<i64> {
        let account = account(mms_id, network_id, address)?;
        engine::run(&self.config, async |context| metrotv::add_account(context, account).await)
    }

    /// Changes an account's address.
    pub fn change_account(
        &self,
        account_id: i64,
        mms_id: i64,
        network_id: i64,
        address: &ZendHashTable,
    ) -> PhpResult<()> {
        let account = account(mms_id, network_id, address)?;
        engine::run(&self.config, async |context| metrotv::change_account(context, account_id, account).await)
    }

    /// Removes an account that nothing stands on.
    pub fn remove_account(&self, account_id: i64) -> PhpResult<()> {
        engine::run(&self.config, async |context| metrotv::remove_account(context, account_id).await)
    }

    /// Blocks an account.
    pub fn block_account(&self, account_id: i64) -> PhpResult<()> {
        engine::run(&self.config, async |context| metrotv::block_account(context, account_id).await)
    }

    /// Unblocks an account.
    pub fn unblock_account(&self, account_id: i64) -> PhpResult<()> {
        engine::run(&self.config, async |context| metrotv::unblock_account(context, account_id).await)
    }

    /// Issues a package to an account and returns the order's id.
    pub fn issue_package(&self, account_id: i64, package_id: i64, price: &str) -> PhpResult<i64> {
        engine::run(&self.config, async |c| metrotv::issue_package(c, account_id, package_id, price).await)
    }

    /// Removes a package that nothing stands on.
    pub fn remove_package(&self, account_id: i64, order_id: i64) -> PhpResult<()> {
        engine::run(&self.config, async |context| {
            metrotv::remove_package(context, account_id, order_id).await
        })
    }
}

fn account(user: i64, network: i64, address: &ZendHashTable) -> Result<AccountFields, ConfigError> {
    let fields = Fields::new(address, "address", &["street", "house", "flat", "zip", "city"])?;
    let needed = |key: &'static str| fields.masked(key)?.ok_or(ConfigError::Missing(key));
    Ok(AccountFields {
        user,
        network,
        street: needed("street")?,
        house: needed("house")?,
        flat: fields.masked("flat")?.unwrap_or_default(),
        zip: needed("zip")?,
        city: needed("city")?,
    })
}
