//! `Metroport\Journal`

use std::rc::Rc;

use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::ZendHashTable;

use super::arguments::Fields;
use super::{engine, value};
use crate::config::{Config, ConfigError};
use crate::operations::journal::{self, Filter, Wanted};

/// Every change that went to MMS: who made it, when, and how it ended.
#[php_class]
#[php(name = "Metroport\\Journal", flags = ClassFlags::Final)]
pub struct PhpJournal {
    config: Rc<Config>,
}

impl PhpJournal {
    pub(super) fn new(config: Rc<Config>) -> Self {
        Self { config }
    }
}

#[php_impl]
impl PhpJournal {
    /// One page, without the customers whom the asker may not see.
    #[php(defaults(offset = 0, limit = 100, search = String::new(), sort = String::from("at"), descending = true))]
    #[php(optional = offset)]
    pub fn page(
        &self,
        offset: i64,
        limit: i64,
        search: String,
        sort: String,
        descending: bool,
        filter: Option<&ZendHashTable>,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        if offset < 0 {
            return Err(ConfigError::wrong("offset", "0 or more").into());
        }
        let filter = filter.map_or_else(|| Ok(Filter::default()), self::filter)?;
        let wanted = Wanted { offset, limit: limited(limit)?, search, sort, descending, filter };
        value::array(&engine::run(&self.config, async |context| journal::page(context, &wanted).await)?)
    }

    /// The newest entries of one LMS customer.
    #[php(defaults(limit = 20))]
    pub fn of_customer(&self, customer_id: i64, limit: i64) -> PhpResult<ZBox<ZendHashTable>> {
        let limit = limited(limit)?;
        value::array(&engine::run(&self.config, async |context| {
            journal::of_customer(context, customer_id, limit).await
        })?)
    }

    /// What was changed through this client since it was asked last.
    pub fn own(&self) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| journal::own(context).await)?)
    }

    /// Removes entries that are older than so many days, and tells how many there were.
    pub fn purge(&self, days: i64) -> PhpResult<i64> {
        let days = u16::try_from(days).ok().filter(|days| (1..=36_500).contains(days));
        let days = days.ok_or_else(|| ConfigError::wrong("days", "between 1 and 36500"))?;
        let removed = engine::run(&self.config, async |context| journal::purge(context, days).await)?;
        Ok(i64::try_from(removed).unwrap_or(i64::MAX))
    }
}

fn limited(limit: i64) -> Result<i64, ConfigError> {
    let limit = Some(limit).filter(|limit| (1..=10_000).contains(limit));
    limit.ok_or_else(|| ConfigError::wrong("limit", "between 1 and 10000"))
}

fn filter(given: &ZendHashTable) -> Result<Filter, ConfigError> {
    let fields = Fields::new(given, "filter", &["action", "outcome", "customer_id", "from", "before"])?;
    let word = |key: &'static str| Ok::<_, ConfigError>(fields.text(key)?.filter(|word| !word.is_empty()));
    Ok(Filter {
        action: word("action")?,
        outcome: word("outcome")?,
        customer_id: fields.int("customer_id")?,
        from: fields.int("from")?,
        before: fields.int("before")?,
        ..Filter::default()
    })
}
