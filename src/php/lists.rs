//! `Metroport\Lists`

use std::rc::Rc;

use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::ZendHashTable;

use super::{arguments, engine, value};
use crate::config::{Config, ConfigError};
use crate::operations::listing::Wanted;
use crate::operations::{Context, lists};
use crate::personal::Masked;

/// The lists of F-Secure and MetroTV, a page at a time.
#[php_class]
#[php(name = "Metroport\\Lists", flags = ClassFlags::Final)]
pub struct PhpLists {
    config: Rc<Config>,
}

impl PhpLists {
    pub(super) fn new(config: Rc<Config>) -> Self {
        Self { config }
    }
}

/// What PHP asks for, checked as far as it does not depend on the list.
pub(super) fn wanted(
    offset: i64,
    limit: i64,
    search: String,
    sort: String,
    descending: bool,
    state: String,
) -> Result<Wanted, ConfigError> {
    let limit = usize::try_from(limit).ok().filter(|limit| (1..=10_000).contains(limit));
    Ok(Wanted {
        offset: usize::try_from(offset).map_err(|_| ConfigError::wrong("offset", "0 or more"))?,
        limit: limit.ok_or_else(|| ConfigError::wrong("limit", "between 1 and 10000"))?,
        search: Masked::new(search),
        sort,
        descending,
        state,
    })
}

/// The lists differ in nothing but their names here; what does differ stands behind them.
macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident by $sort:literal),*; $($different:tt)*) => {
        #[php_impl]
        impl PhpLists {$(
            $(#[$doc])*
            #[php(defaults(offset = 0, limit = 100, search = String::new(), sort = $sort.to_owned(), descending = false, state = "all".to_owned()))]
            pub fn $name(
                &self,
                offset: i64,
                limit: i64,
                search: String,
                sort: String,
                descending: bool,
                state: String,
            ) -> PhpResult<ZBox<ZendHashTable>> {
                let wanted = wanted(offset, limit, search, sort, descending, state)?;
                value::array(&engine::run(&self.config, async |context| lists::$name(context, &wanted).await)?)
            }
        )*
        $($different)*}
    };
}

lists! {
    /// F-Secure products.
    products by "name",
    /// Customers' F-Secure services.
    services by "person",
    /// Operations on F-Secure services.
    operations by "created_at",
    /// MetroTV packages.
    packages by "group",
    /// Networks.
    networks by "name",
    /// Decoder models.
    models by "name",
    /// Decoders.
    decoders by "id";

    /// MetroTV accounts.
    #[php(defaults(offset = 0, limit = 100, search = String::new(), sort = "person".to_owned(), descending = false, state = "all".to_owned(), packages = true))]
    #[expect(clippy::too_many_arguments, reason = "PHP has them by name")]
    pub fn accounts(
        &self,
        offset: i64,
        limit: i64,
        search: String,
        sort: String,
        descending: bool,
        state: String,
        packages: bool,
    ) -> PhpResult<ZBox<ZendHashTable>> {
        let wanted = wanted(offset, limit, search, sort, descending, state)?;
        let page = async |context: &Context| lists::accounts(context, &wanted, packages).await;
        value::array(&engine::run(&self.config, page)?)
    }

    /// Packages of accounts.
    pub fn packages_of(&self, accounts: &ZendHashTable) -> PhpResult<ZBox<ZendHashTable>> {
        let ids: Vec<i64> = arguments::ints(accounts, "accounts")?;
        value::array(&engine::run(&self.config, async |context| lists::packages_of(context, &ids).await)?)
    }
}
