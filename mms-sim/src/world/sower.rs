//! Fills a world from a seed, always in the same order.

use std::net::Ipv4Addr;

use fastrand::Rng;

use super::{
    Account, Customer, Location, Network, Operation, Order, Seed, Service, ServiceStatus, Services, Stb,
    StbStatus, World, catalogue, names,
};

/// The moment all seeded timestamps count from: 2024-01-01.
const EPOCH: u64 = 1_704_067_200;

pub(super) struct Sower {
    world: World,
    rng: Rng,
    /// Decoders in the warehouse that may still be issued.
    stock: Vec<u64>,
    step: u64,
}

impl Sower {
    pub fn sow(seed: &Seed) -> World {
        let mut sower =
            Self { world: World::empty(), rng: Rng::with_seed(seed.seed), stock: Vec::new(), step: 0 };
        catalogue::fill(&mut sower.world);
        sower.networks(seed.networks, seed.decoders);
        sower.decoders(seed.decoders);
        sower.customers(seed);
        sower.fill_last_network();
        sower.world
    }

    /// A moment later than the last one it gave.
    fn later(&mut self) -> u64 {
        self.step = self.step.saturating_add(60);
        EPOCH.saturating_add(self.step)
    }

    fn networks(&mut self, count: usize, decoders: usize) {
        let count = count.max(1);
        let each = u32::try_from(decoders.div_ceil(count)).unwrap_or(u32::MAX).saturating_add(2);
        // Twice the places that are needed, at least a /24.
        let prefix =
            each.saturating_mul(2).max(256).next_power_of_two().leading_zeros().saturating_add(1).max(8);
        let places = 1u32.checked_shl(32u32.saturating_sub(prefix)).unwrap_or(u32::MAX);
        let mut address = u32::from(Ipv4Addr::new(10, 0, 0, 0));
        for number in 1..=count {
            self.world.networks.add(Network {
                name: format!("IPTV-{number:02}"),
                address,
                mask_prefix: u8::try_from(prefix).unwrap_or(24),
                size: u64::from(places.saturating_sub(3)),
                transport: if number.is_multiple_of(2) { "unicast".into() } else { "multicast".into() },
                ..Network::default()
            });
            address = address.saturating_add(places);
        }
        self.world.networks.add(Network {
            name: "IPTV-pełna".into(),
            address: u32::from(Ipv4Addr::new(192, 168, 77, 0)),
            mask_prefix: 29,
            transport: "multicast".into(),
            ..Network::default()
        });
    }

    /// Every decoder starts in the warehouse, except a twentieth each that is reserved, damaged and deleted.
    fn decoders(&mut self, count: usize) {
        let models: Vec<u64> = self.world.models.iter().map(|model| model.id).collect();
        for number in 0..count {
            let status = match number.rem_euclid(20) {
                5 => StbStatus::Reserved,
                6 => StbStatus::Damaged,
                7 => StbStatus::Deleted,
                _ => StbStatus::Warehouse,
            };
            let [a, b, c, d] = u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes();
            let created = self.later();
            let id = self.world.stbs.add(Stb {
                status,
                mac: format!("00:1b:{a:02x}:{b:02x}:{c:02x}:{d:02x}"),
                serialnumber: format!("M{number:09}"),
                modelid: self.rng.choice(&models).copied().unwrap_or_default(),
                creationdate: created,
                moddate: created,
                ..Stb::default()
            });
            // A third stays in the warehouse, whatever the accounts would take.
            if status == StbStatus::Warehouse && !number.is_multiple_of(3) {
                self.stock.push(id);
            }
        }
        self.stock.reverse();
    }

    fn customers(&mut self, seed: &Seed) {
        let mut undecided = Vec::new();
        match &seed.list {
            Some(list) => {
                for given in list {
                    let id = self.world.customers.add(given.customer.clone());
                    match &given.services {
                        Some(services) => self.services(id, services),
                        None => undecided.push(id),
                    }
                }
            }
            None => {
                for serial in 0..u64::try_from(seed.customers).unwrap_or(u64::MAX) {
                    let customer = names::customer(&mut self.rng, serial);
                    undecided.push(self.world.customers.add(customer));
                }
            }
        }
        for &id in &undecided {
            let has_email = self.world.customers.get(id).is_some_and(|customer| !customer.email.is_empty());
            if has_email && self.rng.u8(..100) < 30 {
                let status = self.rng.choice(STATUSES).copied().unwrap_or_default();
                self.fsecure(id, status);
            }
        }
        let mut owners = undecided.clone();
        self.rng.shuffle(&mut owners);
        for (number, owner) in
            owners.iter().cycle().take(if owners.is_empty() { 0 } else { seed.accounts }).enumerate()
        {
            self.drawn_account(*owner, number);
        }
    }

    fn services(&mut self, customer: u64, services: &Services) {
        if let Some(status) = services.fsecure {
            self.fsecure(customer, status);
        }
        let network = self.world.networks.iter().next().map(|network| network.id).unwrap_or_default();
        for _ in 0..services.accounts {
            let account = self.account(customer, network, services.blocked);
            let base = self.order(account, 310, None);
            self.order(account, 320, None);
            let multiroom = services.multiroom.then(|| self.order(account, 330, None));
            for order in [Some(base), multiroom].into_iter().flatten().filter(|_| services.decoders) {
                self.issue(customer, account, order, network);
            }
        }
    }

    fn fsecure(&mut self, customer: u64, status: ServiceStatus) {
        let products: Vec<(u64, u64)> = self.world.products.iter().map(|p| (p.id, p.license_size)).collect();
        let (secur_serviceid, license_size) = self.rng.choice(&products).copied().unwrap_or_default();
        let (created, blocked) = (self.later(), self.later());
        let service = self.world.services.add(Service {
            userid: customer,
            secur_serviceid,
            license_size,
            status,
            activedate: if matches!(status, ServiceStatus::Reserved | ServiceStatus::New) {
                0
            } else {
                created
            },
            blockdate: if status == ServiceStatus::Blocked { blocked } else { 0 },
            ..Service::default()
        });
        self.world.operations.add(Operation {
            userid: customer,
            secur_accountid: service,
            status: if status == ServiceStatus::New { "waiting".into() } else { "done".into() },
            kind: "add".into(),
            creationdate: created,
            execdate: if status == ServiceStatus::New { 0 } else { created.saturating_add(30) },
            ..Operation::default()
        });
    }

    /// The first accounts are one of each kind a client must cope with; the others are drawn.
    fn drawn_account(&mut self, customer: u64, number: usize) {
        let networks: Vec<u64> = self.world.networks.iter().map(|network| network.id).collect();
        let open = networks.get(..networks.len().saturating_sub(1)).unwrap_or_default();
        let network = match number {
            1 => networks.last().copied(),
            _ => self.rng.choice(open).copied(),
        }
        .unwrap_or_default();
        let blocked = number == 2 || (number > 4 && self.rng.u8(..100) < 5);
        let account = self.account(customer, network, blocked);
        if number == 3 || (number > 4 && self.rng.u8(..100) < 8) {
            return; // an account with nothing on it
        }
        let drawn = self.rng.choice(&[310, 311, 312]).copied().unwrap_or(310);
        let base = self.order(account, if number == 1 { 311 } else { drawn }, None);
        self.issue(customer, account, base, network);
        if number == 4 {
            return; // a base package and nothing else
        }
        // 320 and 323 go with every base package.
        for extra in [320, 323] {
            if self.rng.bool() {
                self.order(account, extra, None);
            }
        }
        if number == 1 || self.rng.u8(..100) < 40 {
            let multiroom = self.order(account, 330, None);
            self.issue(customer, account, multiroom, network);
        }
        if number == 0 || self.rng.u8(..100) < 10 {
            self.order(account, 324, Some("2019-12-31".into()));
        }
    }

    fn account(&mut self, customer: u64, networkid: u64, blocked: bool) -> u64 {
        let location = self.world.customers.get(customer).map(location_of).unwrap_or_default();
        let (activedate, blockdate) = (self.later(), self.later());
        self.world.accounts.add(Account {
            userid: customer,
            networkid,
            blocked,
            activedate,
            blockdate: if blocked { blockdate } else { 0 },
            location,
            ..Account::default()
        })
    }

    fn order(&mut self, accountid: u64, pkg_id: u64, date_end: Option<String>) -> u64 {
        let price = self.world.packages.get(pkg_id).map(|package| package.pricebrutto).unwrap_or_default();
        self.world.orders.add(Order { accountid, pkg_id, pricebrutto: price, date_end, ..Order::default() })
    }

    fn issue(&mut self, customer: u64, account: u64, order: u64, network: u64) {
        let Some(stb) = self.stock.pop() else { return };
        let place = u32::try_from(self.world.stbs_in_network(network)).unwrap_or(u32::MAX).saturating_add(2);
        let address =
            self.world.networks.get(network).map_or(0, |network| network.address.saturating_add(place));
        let moment = self.later();
        self.world.stbs.update(stb, |stb| {
            stb.status = StbStatus::Issued;
            stb.userid = Some(customer);
            stb.accountid = Some(account);
            stb.orderid = Some(order);
            stb.networkid = Some(network);
            stb.ipaddr = address;
            stb.activedate = moment;
            stb.moddate = moment;
        });
    }

    /// The last network is as big as what is in it.
    fn fill_last_network(&mut self) {
        let last = self.world.networks.iter().next_back().map(|network| network.id);
        if let Some(id) = last {
            let size = self.world.stbs_in_network(id);
            self.world.networks.update(id, |network| network.size = size);
        }
    }
}

const STATUSES: &[ServiceStatus] = &[
    ServiceStatus::Active,
    ServiceStatus::Active,
    ServiceStatus::Active,
    ServiceStatus::New,
    ServiceStatus::Reserved,
    ServiceStatus::Blocked,
    ServiceStatus::Deleted,
];

fn location_of(customer: &Customer) -> Location {
    Location {
        street: customer.streetname1.clone(),
        house: customer.streetno1.clone(),
        flat: customer.local1.clone(),
        zip: customer.zip1.clone(),
        city: customer.city1.clone(),
    }
}
