//! `Metroport\Business`

use std::rc::Rc;

use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::ZendHashTable;

use super::{engine, value};
use crate::config::Config;
use crate::operations::business;

/// Numbers for who owns the business.
#[php_class]
#[php(name = "Metroport\\Business", flags = ClassFlags::Final)]
pub struct PhpBusiness {
    config: Rc<Config>,
}

impl PhpBusiness {
    pub(super) fn new(config: Rc<Config>) -> Self {
        Self { config }
    }
}

#[php_impl]
impl PhpBusiness {
    /// Levels and changes of the last days.
    #[php(defaults(days = 365))]
    pub fn series(&self, days: i64) -> PhpResult<ZBox<ZendHashTable>> {
        value::array(&engine::run(&self.config, async |context| business::series(context, days).await)?)
    }

    /// Records today's levels.
    pub fn record(&self) -> PhpResult<()> {
        engine::run(&self.config, async |context| business::record(context).await)
    }
}
