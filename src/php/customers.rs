//! `Metroport\Customers`

use std::rc::Rc;

use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::ZendHashTable;

use super::arguments::Fields;
use super::lists::wanted;
use super::{engine, value};
use crate::config::{Config, ConfigError};
use crate::mms::calls::UserFields;
use crate::operations::lists::conflicts;
use crate::operations::{customers, personal_data};

/// MMS users and their links to LMS customers.
#[php_class]
#[php(name = "Metroport\\Customers", flags = ClassFlags::Final)]
pub struct PhpCustomers {
    config: Rc<Config>,
}

impl PhpCustomers {
    pub(super) fn new(config: Rc<Config>) -> Self {
        Self { config }
    }
}

#[php_impl]
impl PhpCustomers {
    /// One page of all MMS users, each with the LMS customer that he is linked to.
    #[php(defaults(offset = 0, limit = 100, search = String::new(), sort = String::from("lastname"), descending = false, state = String::from("all")))]
    pub fn page(
        &self,
        offset: i64,
        limit: i64,
        search: String,
        sort: String,
        descending: bool,
        state: String,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        let wanted = wanted(offset, limit, search, sort, descending, state)?;
        value::array(&engine::run(&self.config, async |context| customers::page(context, &wanted).await)?)
    }

    /// One MMS user, null when there is none.
    pub fn get(&self, mms_id: i64) -> PhpResult<Option<ZBox<ZendHashTable>>> {
        let user = engine::run(&self.config, async |context| customers::get(context, mms_id).await)?;
        user.as_ref().map(value::array).transpose()
    }

    /// MMS users with this PESEL.
    pub fn find_by_pesel(&self, pesel: &str) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| {
            customers::find_by_pesel(context, pesel).await
        })?)
    }

    /// MMS users with this NIP.
    pub fn find_by_nip(&self, nip: &str) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| customers::find_by_nip(context, nip).await)?)
    }

    /// Adds an MMS user and returns his id.
    pub fn add(&self, customer: &ZendHashTable) -> PhpResult<i64> {
        let fields = user(customer)?;
        engine::run(&self.config, async |context| customers::add(context, fields).await)
    }

    /// Changes an MMS user: the fields that are given.
    pub fn update(&self, mms_id: i64, customer: &ZendHashTable) -> PhpResult<()> {
        let fields = user(customer)?;
        engine::run(&self.config, async |context| customers::update(context, mms_id, fields).await)
    }

    /// Links an LMS customer to an MMS user.
    pub fn link(&self, customer_id: i64, mms_id: i64) -> PhpResult<()> {
        engine::run(&self.config, async |context| customers::link(context, customer_id, mms_id).await)
    }

    /// Removes the link of an LMS customer; false when there was none.
    pub fn unlink(&self, customer_id: i64) -> PhpResult<bool> {
        engine::run(&self.config, async |context| customers::unlink(context, customer_id).await)
    }

    /// Links that an upgrade could not keep.
    pub fn conflicts(&self) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| conflicts::open(context).await)?)
    }

    /// Lets a link go that an upgrade could not keep; false when there is none.
    pub fn forget_conflict(&self, customer_id: i64, mms_id: i64) -> PhpResult<bool> {
        engine::run(&self.config, async |context| conflicts::forget(context, customer_id, mms_id).await)
    }

    /// The MMS id that an LMS customer is linked to, null when he is not.
    pub fn mms_id(&self, customer_id: i64) -> PhpResult<Option<i64>> {
        engine::run(&self.config, async |context| customers::mms_id(context, customer_id).await)
    }

    /// Everything that the plugin holds of an LMS customer.
    pub fn personal_data(&self, customer_id: i64) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| {
            personal_data::of(context, customer_id).await
        })?)
    }

    /// Removes everything that the plugin holds of an LMS customer.
    #[php(defaults(despite_services = false, dry_run = false))]
    pub fn forget(
        &self,
        customer_id: i64,
        despite_services: bool,
        dry_run: bool,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| {
            personal_data::forget(context, customer_id, despite_services, dry_run).await
        })?)
    }
}

fn user(customer: &ZendHashTable) -> Result<UserFields, ConfigError> {
    let known =
        ["company", "lastname", "name", "pesel", "nip", "email", "city", "zip", "street", "house", "flat"];
    let fields = Fields::new(customer, "customer", &known)?;
    Ok(UserFields {
        company: fields.flag("company")?,
        lastname: fields.masked("lastname")?,
        name: fields.masked("name")?,
        pesel: fields.masked("pesel")?,
        nip: fields.masked("nip")?,
        email: fields.masked("email")?,
        city: fields.masked("city")?,
        zip: fields.masked("zip")?,
        street: fields.masked("street")?,
        house: fields.masked("house")?,
        flat: fields.masked("flat")?,
    })
}
