//! `Metroport\Plans`

use std::rc::Rc;

use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendCallable, ZendHashTable};

use super::arguments::{Fields, arrays, ints};
use super::card::place;
use super::lists::wanted;
use super::{engine, value};
use crate::config::{Config, ConfigError};
use crate::operations::plan::wish::{Choice, Due, Ground, Wish};
use crate::operations::plan::{self, View};

/// Several changes of a customer that belong together.
#[php_class]
#[php(name = "Metroport\\Plans", flags = ClassFlags::Final)]
pub struct PhpPlans {
    config: Rc<Config>,
}

impl PhpPlans {
    pub(super) fn new(config: Rc<Config>) -> Self {
        Self { config }
    }
}

fn needed<T>(value: Option<T>, key: &'static str) -> Result<T, ConfigError> {
    value.ok_or(ConfigError::Missing(key))
}

fn wish(table: &ZendHashTable) -> Result<Wish, ConfigError> {
    let keys = [
        "kind",
        "account_id",
        "network_id",
        "address",
        "base",
        "extras",
        "multirooms",
        "liabilities",
        "end",
        "end_liabilities",
    ];
    let fields = Fields::new(table, "wish", &keys)?;
    let (account, network) = (fields.int("account_id")?, fields.int("network_id")?);
    let address = fields.array("address")?.map(place).transpose()?;
    let base = fields.array("base")?.map(choice).transpose()?;
    let unwanted = |keys: &[&'static str]| match keys.iter().find(|key| table.get(**key).is_some()) {
        Some(_) => Err(ConfigError::wrong("wish", "an array without keys that its kind has no use for")),
        None => Ok(()),
    };
    match fields.text("kind")?.as_deref() {
        Some("issue") => {
            unwanted(&["end", "end_liabilities"])?;
            let ground = match account {
                Some(id) => {
                    unwanted(&["network_id", "address"])?;
                    Ground::Present(id)
                }
                None => Ground::New(needed(network, "network_id")?, needed(address, "address")?),
            };
            let (extras, multirooms) = (choices(&fields, "extras")?, choices(&fields, "multirooms")?);
            let due = fields.array("liabilities")?.map(due).transpose()?;
            Ok(Wish::Issue { ground, base, extras, multirooms, due })
        }
        Some("remove") => {
            unwanted(&["network_id", "address", "base", "extras", "multirooms", "liabilities"])?;
            let ending = fields.array("end_liabilities")?;
            let ending: Vec<i64> =
                ending.map(|ids| ints(ids, "end_liabilities")).transpose()?.unwrap_or_default();
            let end = if ending.is_empty() { 0 } else { needed(fields.int("end")?, "end")? };
            Ok(Wish::Remove { account, ending, end })
        }
        Some("change") => {
            unwanted(&["extras", "multirooms", "liabilities", "end", "end_liabilities"])?;
            Ok(Wish::Change { account: needed(account, "account_id")?, network, address, base })
        }
        _ => Err(ConfigError::wrong("kind", "one of issue, remove, change")),
    }
}

fn choice(table: &ZendHashTable) -> Result<Choice, ConfigError> {
    let fields = Fields::new(table, "package", &["package_id", "price", "decoder", "tariff_id"])?;
    Ok(Choice {
        package: needed(fields.int("package_id")?, "package_id")?,
        price: fields.text("price")?,
        decoder: fields.text("decoder")?,
        tariff: fields.int("tariff_id")?,
    })
}

fn choices(fields: &Fields<'_>, key: &'static str) -> Result<Vec<Choice>, ConfigError> {
    match fields.array(key)? {
        Some(table) => arrays(table, key)?.into_iter().map(choice).collect(),
        None => Ok(Vec::new()),
    }
}

fn due(table: &ZendHashTable) -> Result<Due, ConfigError> {
    let fields = Fields::new(table, "liabilities", &["from", "to", "day"])?;
    Ok(Due {
        from: needed(fields.int("from")?, "from")?,
        to: fields.int("to")?.unwrap_or_default(),
        day: fields.int("day")?.unwrap_or(1),
    })
}

#[php_impl]
#[expect(clippy::needless_pass_by_value, reason = "the macro hands arguments over by value")]
impl PhpPlans {
    /// Makes a plan and, unless this is a dry run, records it; nothing is sent yet.
    #[php(defaults(dry_run = false))]
    pub fn make(
        &self,
        customer_id: i64,
        wish: &ZendHashTable,
        dry_run: bool,
        shown: Option<String>,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        let wish = self::wish(wish)?;
        let view = engine::run(&self.config, async |context| {
            if dry_run {
                return plan::preview(context, customer_id, &wish).await;
            }
            plan::begin(context, customer_id, &wish, shown.as_deref()).await
        })?;
        value::array(&view)
    }

    /// The customer's plan that is under way, null when there is none.
    pub fn unfinished(&self, customer_id: i64) -> PhpResult<Option<ZBox<ZendHashTable>>> {
        let view: Option<View> =
            engine::run(&self.config, async |context| plan::unfinished(context, customer_id).await)?;
        view.as_ref().map(value::array).transpose()
    }

    /// One page of the plans that are under way.
    #[php(defaults(offset = 0, limit = 100, search = String::new(), sort = "created_at".to_owned(), descending = false, state = "all".to_owned()))]
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
        value::array(&engine::run(&self.config, async |context| plan::page(context, &wanted).await)?)
    }

    /// What can be chosen for a plan of the customer today.
    pub fn choices(&self, customer_id: i64) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |c| plan::choices(c, customer_id).await)?)
    }

    /// Carries out the next step.
    pub fn step(&self, customer_id: i64) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| plan::step(context, customer_id).await)?)
    }

    /// Carries out step after step, until the end, a failure, or something that LMS's own functions are to do.
    pub fn run(
        &self,
        customer_id: i64,
        progress: Option<ZendCallable<'_>>,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        let view = engine::run_telling(&self.config, progress.as_ref(), async |context, progress| {
            plan::run(context, customer_id, progress).await
        })?;
        value::array(&view)
    }

    /// LMS's own functions have done what the plan told: looks whether it is so.
    pub fn confirm(&self, customer_id: i64) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| plan::confirm(context, customer_id).await)?)
    }

    /// Turns the plan round, or on again.
    pub fn direct(&self, customer_id: i64, back: bool) -> PhpResult<ZBox<ZendHashTable>> {
        let view = engine::run(&self.config, async |context| plan::direct(context, customer_id, back).await)?;
        value::array(&view)
    }

    /// Gives the plan up: MMS and LMS stay as they are.
    pub fn forget(&self, customer_id: i64) -> PhpResult<bool> {
        engine::run(&self.config, async |context| plan::forget(context, customer_id).await)
    }
}
