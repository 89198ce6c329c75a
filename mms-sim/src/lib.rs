//! A simulator of Metroport's MMS API: the project's stand-in for MMS in tests, benchmarks and the demo.
//!
//! It keeps a world ([`World`]: customers, F-Secure services, television accounts, orders, decoders), answers the calls
//! of `mms-api.md`, and refuses what MMS refuses. How answers look ([`Shape`]), how slow they are and how they fail
//! ([`Rule`], [`Fault`]) can be switched while it runs, from Rust through [`Control`] or over HTTP under `/_sim/`.
//!
//! ```
//! use mms_sim::{Options, Simulator};
//!
//! let simulator = Simulator::start(Options { customers: 20, ..Options::default() })?;
//! assert!(simulator.url().starts_with("http://127.0.0.1:"));
//! assert_eq!(simulator.control().counters().logins, 0);
//! # Ok::<(), std::io::Error>(())
//! ```

mod answer;
mod body;
mod calls;
mod connection;
mod control;
mod control_http;
mod counters;
mod faults;
mod input;
mod local;
mod options;
mod render;
mod routes;
mod rules;
mod sessions;
mod shape;
mod simulator;
mod state;
mod time;
mod views;
mod world;

pub use answer::Answer;
pub use control::{Control, Edit, EditError};
pub use counters::{Counters, LogEntry};
pub use faults::{CutAt, Fault, Garbage, Rule, When};
pub use input::Request;
pub use local::Local;
pub use options::Options;
pub use rules::Refusal;
pub use shape::{
    Dates, Done, Errors, ExtraPackages, Flags, Macs, Missing, NewId, NoDate, Nothing, Numbers, Preset, Shape,
    StbData, UserIds,
};
pub use simulator::Simulator;
pub use world::{
    Account, Customer, Key, Location, Model, Money, Network, Operation, Order, Package, PackageGroup,
    Product, Row, Seed, SeedCustomer, Service, ServiceStatus, Services, Stb, StbStatus, Table, World,
};
