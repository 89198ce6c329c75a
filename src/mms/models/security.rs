//! F-Secure.

use serde::{Deserialize, Serialize};

use crate::mms::lenient;

/// An F-Secure product (`GET /services/security/ext_services`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Product {
    /// Id, `secur_serviceid` elsewhere.
    #[serde(deserialize_with = "lenient::int")]
    pub id: i64,
    /// F-Secure's id.
    #[serde(default, deserialize_with = "lenient::text")]
    pub ext_id: String,
    /// Name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// Description.
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    pub description: String,
    /// Devices the licence is for.
    #[serde(default, deserialize_with = "lenient::int")]
    pub license_size: i64,
}

/// A customer's F-Secure service (`GET /services/security/`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// Id.
    #[serde(deserialize_with = "lenient::int")]
    pub id: i64,
    /// Whose.
    #[serde(
        rename(deserialize = "userid", serialize = "mms_id"),
        default,
        deserialize_with = "lenient::int"
    )]
    pub mms_id: i64,
    /// Which product.
    #[serde(
        rename(deserialize = "secur_serviceid", serialize = "product_id"),
        default,
        deserialize_with = "lenient::int"
    )]
    pub product_id: i64,
    /// Devices.
    #[serde(default, deserialize_with = "lenient::int")]
    pub license_size: i64,
    /// `reserved`, `new`, `active`, `blocked`, `deleted`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: String,
    /// Unix seconds.
    #[serde(
        rename(deserialize = "activedate", serialize = "activated_at"),
        default,
        deserialize_with = "lenient::opt_id"
    )]
    pub activated_at: Option<i64>,
    /// Unix seconds.
    #[serde(
        rename(deserialize = "blockdate", serialize = "blocked_at"),
        default,
        deserialize_with = "lenient::opt_id"
    )]
    pub blocked_at: Option<i64>,
}

impl Service {
    /// Suspended.
    pub fn is_blocked(&self) -> bool {
        self.status == "blocked"
    }

    /// Removed; MMS may go on listing it.
    pub fn is_deleted(&self) -> bool {
        self.status == "deleted"
    }
}

/// An F-Secure operation (`GET /services/security/operations/`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// Id.
    #[serde(deserialize_with = "lenient::int")]
    pub id: i64,
    /// Whose.
    #[serde(
        rename(deserialize = "userid", serialize = "mms_id"),
        default,
        deserialize_with = "lenient::int"
    )]
    pub mms_id: i64,
    /// On which service.
    #[serde(
        rename(deserialize = "secur_accountid", serialize = "service_id"),
        default,
        deserialize_with = "lenient::int"
    )]
    pub service_id: i64,
    /// State of the operation.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: String,
    /// What was done.
    #[serde(rename(deserialize = "type", serialize = "type"), default, deserialize_with = "lenient::text")]
    pub kind: String,
    /// F-Secure's words when it failed.
    #[serde(
        rename(deserialize = "errormsg", serialize = "error"),
        default,
        deserialize_with = "lenient::text_or_zero"
    )]
    pub error: String,
    /// Unix seconds.
    #[serde(
        rename(deserialize = "creationdate", serialize = "created_at"),
        default,
        deserialize_with = "lenient::opt_id"
    )]
    pub created_at: Option<i64>,
    /// Unix seconds.
    #[serde(
        rename(deserialize = "execdate", serialize = "executed_at"),
        default,
        deserialize_with = "lenient::opt_id"
    )]
    pub executed_at: Option<i64>,
}
