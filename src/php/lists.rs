//! `Metroport\Lists`

use std::rc::Rc;

use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::ZendHashTable;

use super::{engine, value};
use crate::config::{Config, ConfigError};
use crate::operations::listing::Wanted;
use crate::operations::lists;
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

/// The lists differ in nothing but their names here.
macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident),*) => {
        #[php_impl]
        impl PhpLists {$(
            $(#[$doc])*
            #[php(defaults(offset = 0, limit = 100, search = String::new(), sort = String::new(), descending = false, state = String::new()))]
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
        )*}
    };
}

lists! {
    /// F-Secure products.
    products,
    /// Customers' F-Secure services.
    services,
    /// Operations on F-Secure services.
    operations,
    /// MetroTV packages.
    packages,
    /// Networks.
    networks,
    /// Decoder models.
    models,
    /// Decoders.
    decoders,
    /// MetroTV accounts.
    accounts
}
