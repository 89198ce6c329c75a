//! What somebody wants of a plan.

use crate::lms::customer::Address;

/// A package to be issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Package id.
    pub package: i64,
    /// Gross, decimal; its usual price when missing.
    pub price: Option<String>,
    /// The decoder for it, by MAC or serial number.
    pub decoder: Option<String>,
    /// The tariff of the liability in LMS that it is paid by.
    pub tariff: Option<i64>,
}

/// The account that everything stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// A new one in this network, at this address.
    New(i64, Address),
    /// One of the customer's.
    Present(i64),
}

/// When the liabilities in LMS are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// First second, Unix.
    pub from: i64,
    /// Last second, Unix; 0: for ever.
    pub to: i64,
    /// Day of the month, 0 for the last one.
    pub day: i64,
}

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// From nothing to watching.
    Issue {
        /// On which account.
        ground: Ground,
        /// The base package, unless the account has one.
        base: Option<Choice>,
        /// Extra packages.
        extras: Vec<Choice>,
        /// Multiroom packages.
        multirooms: Vec<Choice>,
        /// When the liabilities of those packages are due that have a tariff.
        due: Option<Due>,
    },
    /// From watching to nothing.
    Remove {
        /// This account only; everything of the customer when missing.
        account: Option<i64>,
        /// Liabilities in LMS that end: assignment ids.
        ending: Vec<i64>,
        /// Their last second, Unix.
        end: i64,
    },
    /// The same in another network, at another address or with another base package.
    Change {
        /// Which account.
        account: i64,
        /// Another network.
        network: Option<i64>,
        /// Another address.
        address: Option<Address>,
        /// Another base package.
        base: Option<Choice>,
    },
}

impl Wish {
    /// The word in the table and in the PHP interface.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Issue { .. } => "issue",
            Self::Remove { .. } => "remove",
            Self::Change { .. } => "change",
        }
    }
}
