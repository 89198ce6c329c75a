//! The plugin's tables, on both databases.

mod adding;
mod advisory;
mod connection;
mod links;
mod lists;
mod locks;
mod session;
