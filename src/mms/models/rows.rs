//! Rows of MetroTV that are kept whole.

use serde::{Deserialize, Serialize};

use crate::mms::lenient::{Date, Id, Int, MacText, Money, Private, Text};

/// Rows that are kept whole: the plugin's table has each field as a column of the same name (lower case here, as
/// PostgreSQL has it), and PHP gets them under these names.
macro_rules! row {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $kind:ident $(from $wire:literal)?),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "MMS's own fields; docs of the wire tell what is known of them")]
        pub struct $name {
            pub id: Id,
            $(#[serde(default $(, rename(deserialize = $wire))?)] pub $field: $kind,)*
        }
    };
}

row! {
    /// What can be ordered (`GET /Iptv/Packages`, table `metroport_metrotv_packages`).
    Package {
        firmid: Int, iptv_program: Text, active: Int, sort: Int, creationdate: Int, moddate: Int, deletedate: Int,
        http_export: Int, provider: Text, ext_pkg_id: Text, tariffcode: Text, pkg_name: Text, pkg_desc: Text,
        pkg_tvpanel_desc: Text, pkg_autoinclude: Text, pkg_denied: Text, pkg_valid_from: Date, pkg_valid_to: Date,
        self_service: Int, npvr_quota: Int, timeshift_allow: Int, ext_device_allow: Int, tvonline_maxsessions: Int,
        pkg_group: Int, iptv_ozz: Int, firmname: Text from "firmName", contracttime: Int, pricenetto: Money, vat: Int,
        pricebrutto: Money, pricenetto_provider: Money, vat_provider: Int, pricebrutto_provider: Money,
        promotiontime: Int, promotion_pricenetto_provider: Money, promotion_pricebrutto_provider: Money,
        countactive: Int from "countActive",
    }
}

row! {
    /// A decoder (`GET /Iptv/Stbs`, table `metroport_metrotv_stb`).
    Stb {
        firmid: Int, iptv_program: Text, iptv_portalid: Int, status: Int, userid: Int, contractid: Int,
        actualtariffid: Int, networkid: Int, ext_linked: Int, mac: MacText, ipaddr: Text, serialnumber: Text,
        vcasid: Text, customer_sn: Text, hdcp_ksv: Text, modelid: Int, devel: Int, servicetype: Text,
        servicetype_force: Int, must_reboot: Int, description: Text, activedate: Int, error_log: Int, fwlog: Int,
        boot_options: Text, creationdate: Int, creatorid: Int, moddate: Int, modid: Int, nodeid: Int, private: Int,
        active: Int, addressip: Text from "AddressIp", modelname: Text from "ModelName", iptv_accountid: Int,
        order_id: Text, firmname: Text, username: Private from "UserName", usertype: Text,
        statusname: Text from "StatusName", channels: Text, iptv_portal: Text,
    }
}
