//! How a simulator starts.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;
use std::{fs, io};

use crate::shape::Shape;
use crate::world::{Seed, SeedCustomer, ServiceStatus, World};

/// How a simulator starts.
#[derive(Clone)]
pub struct Options {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Decides the world and the chances of faults.
    pub seed: u64,
    /// Customers to invent.
    pub customers: usize,
    /// A JSON list of customers to take instead (see the README).
    pub customers_file: Option<PathBuf>,
    /// Television accounts of customers that do not say what they have; half as many as customers when not given.
    pub accounts: Option<usize>,
    /// Decoders; twice as many as customers when not given.
    pub decoders: Option<usize>,
    /// Networks, without the full one.
    pub networks: usize,
    /// A world to take as it is; then all of the above but `listen` and `seed` do not count. With
    /// [`crate::Simulator::stop`] a simulator can be away for a while and come back as it was.
    pub world: Option<World>,
    /// State a new F-Secure service starts in.
    pub new_service_status: ServiceStatus,
    /// How long every request takes.
    pub latency: Duration,
    /// How long a session lives.
    pub session_ttl: Duration,
    /// How answers look.
    pub shape: Shape,
    /// The operator's login.
    pub login: String,
    /// The operator's password.
    pub password: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            seed: 1,
            customers: 200,
            customers_file: None,
            accounts: None,
            decoders: None,
            networks: 3,
            world: None,
            new_service_status: ServiceStatus::New,
            latency: Duration::ZERO,
            session_ttl: Duration::from_mins(20),
            shape: Shape::default(),
            login: "operator".into(),
            password: "sekret".into(),
        }
    }
}

impl Options {
    pub(crate) fn take_world(&mut self) -> io::Result<World> {
        if let Some(world) = self.world.take() {
            return Ok(world);
        }
        let list: Option<Vec<SeedCustomer>> = match &self.customers_file {
            Some(file) => Some(serde_json::from_slice(&fs::read(file)?)?),
            None => None,
        };
        let customers = list.as_ref().map_or(self.customers, Vec::len);
        let mut world = World::seeded(&Seed {
            seed: self.seed,
            customers,
            list,
            accounts: self.accounts.unwrap_or(customers.div_euclid(2)),
            decoders: self.decoders.unwrap_or(customers.saturating_mul(2)),
            networks: self.networks,
        });
        world.new_service_status = self.new_service_status;
        Ok(world)
    }
}
