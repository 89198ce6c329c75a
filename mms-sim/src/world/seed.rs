//! Worlds made from a seed: the same numbers in, the same world out, on any day and machine.

use serde::{Deserialize, Deserializer, de::Error as _};

use super::names::dashed_nip;
use super::sower::Sower;
use super::{Customer, ServiceStatus, World};

/// How big a world is and what is in it.
#[derive(Clone)]
pub struct Seed {
    /// Decides everything that is drawn.
    pub seed: u64,
    /// Customers to invent; not used when `list` is there.
    pub customers: usize,
    /// Customers to take as they are.
    pub list: Option<Vec<SeedCustomer>>,
    /// Television accounts to spread over the customers that do not say what they have.
    pub accounts: usize,
    /// Decoders, issued and in the warehouse.
    pub decoders: usize,
    /// Networks, without the full one that every world has.
    pub networks: usize,
}

/// A customer given from outside, so that the world matches an LMS database.
#[derive(Clone)]
pub struct SeedCustomer {
    /// The customer; an id of 0 lets the world give one.
    pub customer: Customer,
    /// What the customer has; drawn from the seed when it does not say.
    pub services: Option<Services>,
}

/// What a customer has.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Services {
    /// An F-Secure service in this state.
    pub fsecure: Option<ServiceStatus>,
    /// So many accounts, each with a base and an extra package.
    pub accounts: usize,
    /// The accounts are blocked.
    pub blocked: bool,
    /// The accounts have a multiroom package too.
    pub multiroom: bool,
    /// Base and multiroom packages have decoders.
    pub decoders: bool,
}

impl Default for Services {
    /// What `"services": true` means: one of each, working.
    fn default() -> Self {
        Self {
            fsecure: Some(ServiceStatus::Active),
            accounts: 1,
            blocked: false,
            multiroom: false,
            decoders: true,
        }
    }
}

impl Services {
    /// What `"services": false` means.
    pub const NONE: Self =
        Self { fsecure: None, accounts: 0, blocked: false, multiroom: false, decoders: false };
}

impl<'de> Deserialize<'de> for SeedCustomer {
    /// Takes an object with MMS's field names. Numbers may stand for texts and `null` for empty ones, because such
    /// files are made by a database. `lms_id` is for the reader; a NIP gets the dashes MMS stores it with.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde_json::Value;
        let (mut customer, mut services) = (Customer::default(), None);
        for (name, value) in serde_json::Map::<String, Value>::deserialize(deserializer)? {
            let text = match &value {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            match name.as_str() {
                "lms_id" => {}
                "services" => {
                    services = match value {
                        Value::Null => None,
                        Value::Bool(false) => Some(Services::NONE),
                        Value::Bool(true) => Some(Services::default()),
                        finer => Some(serde_json::from_value(finer).map_err(D::Error::custom)?),
                    };
                }
                "userid" | "id" => customer.id = text.parse().map_err(D::Error::custom)?,
                "customertype" => customer.customertype = text.parse().map_err(D::Error::custom)?,
                _ => match customer.field_mut(&name) {
                    Some(field) => *field = text,
                    None => return Err(D::Error::custom(format!("unknown field `{name}`"))),
                },
            }
        }
        if !matches!(customer.customertype, 1 | 2) {
            return Err(D::Error::custom("customertype must be 1 (company) or 2 (natural person)"));
        }
        if let Some(nip) = dashed_nip(&customer.nip) {
            customer.nip = nip;
        }
        Ok(Self { customer, services })
    }
}

impl World {
    /// The world that belongs to a seed.
    pub fn seeded(seed: &Seed) -> Self {
        Sower::sow(seed)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::world::{Key, Order, StbStatus};

    fn seed(seed: u64) -> Seed {
        Seed { seed, customers: 200, list: None, accounts: 100, decoders: 200, networks: 3 }
    }

    fn dump(world: &World) -> String {
        serde_json::to_string(world).unwrap()
    }

    #[test]
    fn the_same_seed_gives_the_same_world() {
        assert!(dump(&World::seeded(&seed(1))) == dump(&World::seeded(&seed(1))));
        assert!(dump(&World::seeded(&seed(1))) != dump(&World::seeded(&seed(2))));
    }

    #[test]
    fn a_world_has_one_of_everything_a_client_must_cope_with() {
        let world = World::seeded(&seed(7));
        let stbs: BTreeSet<u64> = world.stbs.iter().map(|stb| stb.status.number()).collect();
        assert_eq!(stbs, BTreeSet::from([1, 2, 3, 4, 5]));
        assert_eq!(world.networks.iter().filter(|network| world.is_full(network)).count(), 1);
        assert!(world.networks.iter().any(|network| network.size == 2));
        let services: BTreeSet<&str> = world.services.iter().map(|service| service.status.as_str()).collect();
        assert_eq!(services.len(), 5);
        assert!(world.accounts.iter().any(|account| account.blocked));
        assert!(world.accounts.iter().any(|account| world.orders.count(&Key::Account(account.id)) == 0));
        assert!(world.orders.iter().any(|order| !order.is_active()));
        assert!(world.customers.iter().any(|customer| customer.email.is_empty()));
        for order in world.orders.iter().filter(|order| order.is_active()) {
            let base = world.base_order(order.accountid).unwrap();
            let denied = |one: &Order, other: &Order| {
                world.packages.get(one.pkg_id).unwrap().pkg_denied.contains(&other.pkg_id)
            };
            assert!(!denied(base, order) && !denied(order, base));
        }
    }

    #[test]
    fn a_big_world_is_made_in_a_moment_and_has_room() {
        let big = Seed { customers: 10_000, accounts: 5_000, decoders: 10_000, ..seed(1) };
        let start = std::time::Instant::now();
        let world = World::seeded(&big);
        assert!(start.elapsed().as_secs() < 5, "{:?} even without optimisation", start.elapsed());
        assert_eq!((world.customers.len(), world.accounts.len(), world.stbs.len()), (10_000, 5_000, 10_000));
        let addresses: BTreeSet<u32> =
            world.stbs.iter().map(|stb| stb.ipaddr).filter(|ip| *ip != 0).collect();
        let issued = world.stbs.iter().filter(|stb| stb.status == StbStatus::Issued).count();
        assert_eq!(addresses.len(), issued);
        assert!(issued > 4_000);
        assert_eq!(world.networks.iter().filter(|network| world.is_full(network)).count(), 1);
    }

    #[test]
    fn customers_come_as_they_are_given() {
        let list = r#"[{"customertype":1,"name":"A","lastname":"A","nip":5260250274,"lms_id":9,"services":false},
            {"customertype":"2","name":"Ż","lastname":"Ó","pesel":"02070803628","local1":null,
             "services":{"fsecure":"blocked","accounts":2,"multiroom":true}}]"#;
        let list: Vec<SeedCustomer> = serde_json::from_str(list).unwrap();
        let world = World::seeded(&Seed { list: Some(list), ..seed(1) });
        let nips: Vec<&str> = world.customers.iter().map(|customer| customer.nip.as_str()).collect();
        assert_eq!(nips, ["526-025-02-74", ""]);
        assert_eq!((world.services.len(), world.accounts.len(), world.orders.len()), (1, 2, 6));
        assert_eq!(world.stbs.iter().filter(|stb| stb.status == StbStatus::Issued).count(), 4);
        assert!(serde_json::from_str::<SeedCustomer>(r#"{"customertype":"2","phone":"1"}"#).is_err());
    }
}
