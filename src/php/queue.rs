//! `Metroport\Queue`

use std::rc::Rc;

use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendCallable, ZendHashTable};

use super::arguments::{ints, words};
use super::lists::wanted;
use super::{engine, value};
use crate::config::{Config, ConfigError};
use crate::operations::queue::{self, Kind, Options};

/// The words for [`Kind`].
const KINDS: &str = "data, metrotv, fsecure";

/// What is wanted and not yet so in MMS.
#[php_class]
#[php(name = "Metroport\\Queue", flags = ClassFlags::Final)]
pub struct PhpQueue {
    config: Rc<Config>,
}

impl PhpQueue {
    pub(super) fn new(config: Rc<Config>) -> Self {
        Self { config }
    }
}

fn kind(word: &str) -> Result<Kind, ConfigError> {
    Kind::from_word(word).ok_or_else(|| ConfigError::wrong("kind", format_args!("one of {KINDS}")))
}

#[php_impl]
#[expect(clippy::needless_pass_by_value, reason = "the macro hands arguments over by value")]
impl PhpQueue {
    /// Records what changed of these customers' data, and tries to send it.
    #[php(defaults(send = true))]
    pub fn follow(&self, customers: &ZendHashTable, send: bool) -> PhpResult<ZBox<ZendHashTable>> {
        let customers: Vec<i64> = ints(customers, "customers")?;
        value::array(&engine::run(&self.config, async |c| queue::follow(c, &customers, send).await)?)
    }

    /// Finds what changed unnoticed and finishes what is wanted and due.
    #[php(defaults(limit = 500, dry_run = false))]
    pub fn converge(
        &self,
        kinds: Option<&ZendHashTable>,
        limit: i64,
        dry_run: bool,
        progress: Option<ZendCallable<'_>>,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        let kinds = match kinds {
            Some(kinds) => words(kinds, "kinds", format!("a list of {KINDS}").as_str(), Kind::from_word)?,
            None => Kind::ALL.into(),
        };
        let limit = usize::try_from(limit).ok().filter(|limit| (1..=100_000).contains(limit));
        let limit = limit.ok_or_else(|| ConfigError::wrong("limit", "between 1 and 100000"))?;
        let options = Options { kinds, limit, dry_run, until: None };
        let report = engine::run_telling(&self.config, progress.as_ref(), async |context, progress| {
            queue::converge(context, &options, progress).await
        })?;
        value::array(&report)
    }

    /// One page of what is wanted and not yet so.
    #[php(defaults(offset = 0, limit = 100, search = String::new(), sort = "since".to_owned(), descending = false, state = "all".to_owned()))]
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
        value::array(&engine::run(&self.config, async |context| queue::page(context, &wanted).await)?)
    }

    /// The customer's data that MMS does not have yet.
    pub fn data_of(&self, customer_id: i64) -> PhpResult<Option<ZBox<ZendHashTable>>> {
        let item = engine::run(&self.config, async |c| queue::data_of(c, customer_id).await)?;
        item.as_ref().map(value::array).transpose()
    }

    /// Tries one item again, or all of a kind.
    pub fn retry(&self, kind: String, customer_id: Option<i64>) -> PhpResult<ZBox<ZendHashTable>> {
        let kind = self::kind(&kind)?;
        let report = engine::run(&self.config, async |c| queue::retry(c, kind, customer_id).await)?;
        value::array(&report)
    }

    /// Gives an item up.
    pub fn give_up(&self, kind: String, customer_id: i64, reason: String) -> PhpResult<bool> {
        let kind = self::kind(&kind)?;
        engine::run(&self.config, async |c| queue::give_up(c, kind, customer_id, &reason).await)
    }

    /// One page of what LMS and MMS disagree about.
    #[php(defaults(offset = 0, limit = 100, search = String::new(), sort = "what".to_owned(), descending = false, state = "all".to_owned()))]
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
        value::array(&engine::run(&self.config, async |context| queue::differences(context, &wanted).await)?)
    }

    /// What needs a person.
    pub fn attention(&self) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| queue::attention(context).await)?)
    }
}
