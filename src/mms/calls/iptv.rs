//! `Iptv`: MetroTV.

use super::{Accepted, Field, call};
use crate::mms::models::{Account, AccountRow, Mac, Model, Network, Order, Package, Stb};
use crate::personal::Masked;

call! {
    /// Everything that can be ordered.
    ListPackages {}
    GET "/Iptv/Packages", Read, list -> Vec<Package>,
    path(me) = "/Iptv/Packages",
    largest = WHOLE_LIST
}

call! {
    /// Networks with the number of decoders in each.
    ListNetworks {}
    GET "/Iptv/Networks?count=1", Read, list -> Vec<Network>,
    path(me) = "/Iptv/Networks",
    largest = WHOLE_LIST,
    query = vec![("count", "1".to_owned())]
}

call! {
    /// Decoder models.
    ListStbModels {}
    GET "/Iptv/StbModels", Read, list -> Vec<Model>,
    path(me) = "/Iptv/StbModels",
    largest = WHOLE_LIST
}

call! {
    /// The whole warehouse and everything issued.
    ListStbs {}
    GET "/Iptv/Stbs", Read, list -> Vec<Stb>,
    path(me) = "/Iptv/Stbs",
    largest = WHOLE_LIST
}

call! {
    /// Puts a decoder into the warehouse.
    AddStb {
        /// Name of its model.
        model: String,
        /// Serial number.
        serial_number: String,
        /// MAC.
        mac: Mac,
    }
    POST "/Iptv/Stbs/", Once, accepted -> Accepted,
    path(me) = "/Iptv/Stbs/",
    fields = vec![
        ("ModelName", Field::text(me.model.as_str())),
        ("serialnumber", Field::text(me.serial_number.as_str())),
        ("mac", Field::text(me.mac.to_string())),
    ]
}

call! {
    /// Deletes a decoder from the warehouse.
    DeleteStb {
        /// Decoder id.
        id: i64,
    }
    DELETE "/Iptv/Stbs/{id}", Repeatable, accepted -> Accepted,
    path(me) = format!("/Iptv/Stbs/{}", me.id)
}

call! {
    /// Issues a decoder. Not repeatable: MMS refuses a decoder that is not in the warehouse any more.
    LinkStb {
        /// Account id.
        account: i64,
        /// Order id of a base or multiroom package.
        order: i64,
        /// Network id.
        network: i64,
        /// Which decoder.
        mac: Mac,
    }
    PUT "/Iptv/Stbs/linkSTB", Once, accepted -> Accepted,
    path(me) = "/Iptv/Stbs/linkSTB",
    fields = vec![
        ("accountid", Field::Int(me.account)),
        ("orderid", Field::Int(me.order)),
        ("networkid", Field::Int(me.network)),
        ("mac", Field::text(me.mac.to_string())),
    ]
}

call! {
    /// Returns a decoder to the warehouse. Not repeatable: MMS refuses one that is not issued.
    UnlinkStb {
        /// Account id.
        account: i64,
        /// Which decoder.
        mac: Mac,
    }
    PUT "/Iptv/Stbs/unlinkSTB", Once, accepted -> Accepted,
    path(me) = "/Iptv/Stbs/unlinkSTB",
    fields = vec![("mac", Field::text(me.mac.to_string())), ("accountid", Field::Int(me.account))]
}

call! {
    /// Accounts of one user or of all, as short rows.
    ListAccounts {
        /// MMS id of the user; all when missing.
        user: Option<i64>,
    }
    GET "/Iptv/Accounts", Read, counted -> Vec<AccountRow>,
    path(me) = "/Iptv/Accounts",
    largest = WHOLE_LIST,
    query = me.user.map(|user| ("userid", user.to_string())).into_iter().collect()
}

call! {
    /// One account with its packages and decoders.
    GetAccount {
        /// Account id.
        id: i64,
    }
    GET "/Iptv/Accounts/{id}", Read, one -> Option<Account>,
    path(me) = format!("/Iptv/Accounts/{}", me.id)
}

/// What an account is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountFields {
    /// MMS id of the user.
    pub user: i64,
    /// Network id.
    pub network: i64,
    /// Where the decoders stand: street.
    pub street: Masked,
    /// House number.
    pub house: Masked,
    /// Flat number.
    pub flat: Masked,
    /// Postal code.
    pub zip: Masked,
    /// City.
    pub city: Masked,
}

impl AccountFields {
    fn wire(&self) -> Vec<(&'static str, Field)> {
        vec![
            ("userid", Field::Int(self.user)),
            ("iptv_networkid", Field::Int(self.network)),
            ("locationstreetname", Field::Text(self.street.clone())),
            ("locationstreetno", Field::Text(self.house.clone())),
            ("locationlocal", Field::Text(self.flat.clone())),
            ("locationzip", Field::Text(self.zip.clone())),
            ("locationcity", Field::Text(self.city.clone())),
        ]
    }
}

call! {
    /// Adds an account.
    AddAccount {
        /// What it is made of.
        account: AccountFields,
    }
    POST "/Iptv/Accounts", Once, accepted -> Accepted,
    path(me) = "/Iptv/Accounts",
    fields = me.account.wire()
}

call! {
    /// Changes an account.
    ChangeAccount {
        /// Account id.
        id: i64,
        /// What it is made of.
        account: AccountFields,
    }
    PUT "/Iptv/Accounts/{id}", Repeatable, accepted -> Accepted,
    path(me) = format!("/Iptv/Accounts/{}", me.id),
    fields = me.account.wire()
}

call! {
    /// Removes an account.
    DeleteAccount {
        /// Account id.
        id: i64,
    }
    DELETE "/Iptv/Accounts/{id}", Repeatable, accepted -> Accepted,
    path(me) = format!("/Iptv/Accounts/{}", me.id),
    fields = vec![("accountid", Field::Int(me.id))]
}

call! {
    /// Blocks an account.
    BlockAccount {
        /// Account id.
        id: i64,
    }
    PUT "/Iptv/Accounts/{id}/blockAccount", Repeatable, accepted -> Accepted,
    path(me) = format!("/Iptv/Accounts/{}/blockAccount", me.id),
    fields = vec![("accountid", Field::Int(me.id))]
}

call! {
    /// Unblocks an account.
    UnblockAccount {
        /// Account id.
        id: i64,
    }
    PUT "/Iptv/Accounts/{id}/unblockAccount", Repeatable, accepted -> Accepted,
    path(me) = format!("/Iptv/Accounts/{}/unblockAccount", me.id),
    fields = vec![("accountid", Field::Int(me.id))]
}

call! {
    /// Issued packages of an account.
    ListOrders {
        /// Account id.
        account: i64,
    }
    GET "/Iptv/Orders?accountid", Read, list -> Vec<Order>,
    path(me) = "/Iptv/Orders",
    query = vec![("accountid", me.account.to_string())]
}

call! {
    /// Issues a package.
    AddOrder {
        /// Account id.
        account: i64,
        /// Package id.
        package: i64,
        /// Gross price, two decimals.
        price: rust_decimal::Decimal,
    }
    POST "/Iptv/Orders", Once, accepted -> Accepted,
    path(me) = "/Iptv/Orders",
    fields = vec![
        ("accountid", Field::Int(me.account)),
        ("pkg_id", Field::Int(me.package)),
        ("pricebrutto", Field::text(format!("{:.2}", me.price))),
    ]
}

call! {
    /// Removes an issued package.
    DeleteOrder {
        /// Order id.
        id: i64,
        /// Account id.
        account: i64,
    }
    DELETE "/Iptv/Orders/{id}", Repeatable, accepted -> Accepted,
    path(me) = format!("/Iptv/Orders/{}", me.id),
    fields = vec![("orderid", Field::Int(me.id)), ("accountid", Field::Int(me.account))]
}
