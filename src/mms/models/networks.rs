//! Networks and decoder models of MetroTV.

use serde::{Deserialize, Serialize};

use crate::mms::lenient;

/// A network for decoders (`GET /Iptv/Networks?count=1`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "WireNetwork")]
pub struct Network {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Name as MMS's own forms show it.
    pub select_name: String,
    /// Dotted address.
    pub address: String,
    /// Dotted mask.
    pub mask: String,
    /// Length of the prefix.
    pub mask_prefix: Option<i64>,
    /// Decoders that fit in.
    pub size: i64,
    /// How streams get there.
    pub transport: String,
    /// Decoders issued in it.
    pub decoders: i64,
    /// Decoders that can still be issued in it.
    pub free: i64,
}

#[derive(Deserialize)]
struct WireNetwork {
    #[serde(deserialize_with = "lenient::int")]
    id: i64,
    #[serde(default, deserialize_with = "lenient::text")]
    name: String,
    #[serde(rename = "NetworkSelectName", default, deserialize_with = "lenient::text")]
    select_name: String,
    #[serde(default, deserialize_with = "lenient::int")]
    address: i64,
    #[serde(default, deserialize_with = "lenient::text")]
    address_long: String,
    #[serde(default, deserialize_with = "lenient::text")]
    mask: String,
    #[serde(default, deserialize_with = "lenient::opt_id")]
    mask_prefix: Option<i64>,
    #[serde(default, deserialize_with = "lenient::int")]
    size: i64,
    #[serde(default, deserialize_with = "lenient::text")]
    transport: String,
    #[serde(rename = "TotalSTBs", default, deserialize_with = "lenient::int")]
    decoders: i64,
}

impl From<WireNetwork> for Network {
    fn from(wire: WireNetwork) -> Self {
        Self {
            id: wire.id,
            name: wire.name,
            select_name: wire.select_name,
            address: if wire.address_long.is_empty() { dotted(wire.address) } else { wire.address_long },
            mask: wire.mask,
            mask_prefix: wire.mask_prefix,
            size: wire.size,
            transport: wire.transport,
            decoders: wire.decoders,
            free: wire.size.saturating_sub(wire.decoders).max(0),
        }
    }
}

/// An IPv4 address that came as an unsigned integer.
fn dotted(address: i64) -> String {
    u32::try_from(address).map(|a| std::net::Ipv4Addr::from(a).to_string()).unwrap_or_default()
}

/// A decoder model (`GET /Iptv/StbModels`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Id.
    #[serde(deserialize_with = "lenient::int")]
    pub id: i64,
    /// Name; what `POST /Iptv/Stbs/` wants as `ModelName`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: String,
    /// Description.
    #[serde(default, deserialize_with = "lenient::text_or_zero")]
    pub description: String,
    /// Whether it can do `MyCast`.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub mycast_supported: bool,
    /// Detection rule.
    #[serde(default, deserialize_with = "lenient::text")]
    pub probe: String,
}
