//! What MMS sells and where there is room for it: asked for once a minute at most, and again after every change.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::{Context, OperationError};
use crate::clock;
use crate::mms::calls::{Call, ListNetworks, ListPackages, ListProducts};
use crate::mms::models::{Network, Package, Product};

const FRESH: Duration = Duration::from_mins(1);

/// The lists of one MMS account that this process remembers.
#[derive(Default)]
pub(super) struct Catalogue {
    packages: Shelf<Vec<Package>>,
    networks: Shelf<Vec<Network>>,
    products: Shelf<Vec<Product>>,
}

impl Catalogue {
    /// Forgets all of it: something is about to change.
    pub(super) fn forget(&self) {
        self.packages.0.take();
        self.networks.0.take();
        self.products.0.take();
    }
}

/// One list and since when it is known.
struct Shelf<T>(RefCell<Option<(Instant, Rc<T>)>>);

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self(RefCell::new(None))
    }
}

impl<T> Shelf<T> {
    fn fresh(&self) -> Option<Rc<T>> {
        self.0
            .borrow()
            .as_ref()
            .filter(|(since, _)| clock::since(*since) < FRESH)
            .map(|(_, list)| Rc::clone(list))
    }

    async fn get<C: Call<Answer = T>>(&self, context: &Context, call: C) -> Result<Rc<T>, OperationError> {
        if let Some(list) = self.fresh() {
            return Ok(list);
        }
        let list = Rc::new(context.mms.send(&call, context.deadline()).await?);
        self.0.replace(Some((clock::now(), Rc::clone(&list))));
        Ok(list)
    }
}

/// Everything that can be ordered.
pub(super) async fn packages(context: &Context) -> Result<Rc<Vec<Package>>, OperationError> {
    context.catalogue.packages.get(context, ListPackages {}).await
}

/// Networks and how full they are.
pub(super) async fn networks(context: &Context) -> Result<Rc<Vec<Network>>, OperationError> {
    context.catalogue.networks.get(context, ListNetworks {}).await
}

/// F-Secure products.
pub(super) async fn products(context: &Context) -> Result<Rc<Vec<Product>>, OperationError> {
    context.catalogue.products.get(context, ListProducts {}).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_known_until_it_is_forgotten_or_too_old() {
        let shelf: Shelf<i32> = Shelf::default();
        assert_eq!(shelf.fresh(), None);
        shelf.0.replace(Some((clock::now(), Rc::new(7))));
        assert_eq!(shelf.fresh(), Some(Rc::new(7)));
        let long_ago = clock::now().checked_sub(FRESH).unwrap();
        shelf.0.replace(Some((long_ago, Rc::new(7))));
        assert_eq!(shelf.fresh(), None);

        let catalogue = Catalogue::default();
        catalogue.networks.0.replace(Some((clock::now(), Rc::new(Vec::new()))));
        catalogue.forget();
        assert_eq!(catalogue.networks.fresh(), None);
    }
}
