//! The calls of the API, as a table: what `mms-api.md` lists, this lists.

/// A call of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    Login,
    Users,
    User,
    AddUser,
    EditUser,
    Products,
    Services,
    Operations,
    AddService,
    EditService,
    BlockService,
    UnblockService,
    DeleteService,
    Packages,
    Networks,
    Models,
    Stbs,
    AddStb,
    DeleteStb,
    LinkStb,
    UnlinkStb,
    Accounts,
    Account,
    AddAccount,
    EditAccount,
    DeleteAccount,
    BlockAccount,
    UnblockAccount,
    Orders,
    AddOrder,
    DeleteOrder,
}

/// How a call is made. Paths are compared without a trailing slash, which the API writes or not.
pub(crate) struct Route {
    pub method: &'static str,
    pub template: &'static str,
    pub call: Call,
    /// Query parameters it takes.
    pub query: &'static [&'static str],
    /// Body fields that must be there and not be empty.
    pub required: &'static [&'static str],
    /// Body fields that may be there.
    pub optional: &'static [&'static str],
}

impl Route {
    /// Whether it changes what MMS knows.
    pub fn changes(&self) -> bool {
        self.method != "GET" && self.call != Call::Login
    }

    /// How counters and fault rules name it.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.template)
    }
}

/// What a method and a path mean.
pub(crate) enum Found {
    /// A call, with the id from its path; 0, which is nobody's, when the path has none.
    Route(&'static Route, u64),
    /// The path is known, the method is not.
    WrongMethod,
    /// Nothing is there.
    Unknown,
}

pub(crate) fn find(method: &str, path: &str) -> Found {
    let path = path.strip_suffix('/').unwrap_or(path);
    let mut found = Found::Unknown;
    for route in ROUTES {
        if let Some(id) = matches(route.template, path) {
            if route.method == method {
                return Found::Route(route, id);
            }
            found = Found::WrongMethod;
        }
    }
    found
}

/// The id in a path that fits a template.
fn matches(template: &str, path: &str) -> Option<u64> {
    let mut id = 0;
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(id),
            (Some("{id}"), Some(text)) if text.bytes().all(|b| b.is_ascii_digit()) => {
                id = text.parse().ok()?;
            }
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return None,
        }
    }
}

const fn route(method: &'static str, template: &'static str, call: Call) -> Route {
    Route { method, template, call, query: &[], required: &[], optional: &[] }
}

/// The fields of a customer; which of them a person and a company need is for the rules to say.
const USER_FIELDS: &[&str] =
    &["name", "lastname", "pesel", "nip", "email", "city1", "zip1", "streetname1", "streetno1", "local1"];
const ACCOUNT_REQUIRED: &[&str] =
    &["userid", "iptv_networkid", "locationstreetno", "locationzip", "locationcity"];
/// A village has no streets and a house no flats.
const ACCOUNT_OPTIONAL: &[&str] = &["locationstreetname", "locationlocal"];
const SERVICE_FIELDS: &[&str] = &["userid", "secur_serviceid", "license_size"];

pub(crate) const ROUTES: &[Route] = &[
    Route { required: &["login", "password"], ..route("POST", "/Admins/Auth/login", Call::Login) },
    Route { query: &["pesel", "nip"], ..route("GET", "/Users/users", Call::Users) },
    route("GET", "/Users/users/{id}", Call::User),
    Route {
        required: &["customertype"],
        optional: USER_FIELDS,
        ..route("POST", "/Users/users", Call::AddUser)
    },
    Route {
        optional: &[
            "userid",
            "id",
            "customertype",
            "name",
            "lastname",
            "pesel",
            "nip",
            "email",
            "city1",
            "zip1",
            "streetname1",
            "streetno1",
            "local1",
        ],
        ..route("PUT", "/Users/users/{id}", Call::EditUser)
    },
    route("GET", "/services/security/ext_services", Call::Products),
    Route { query: &["userid"], ..route("GET", "/services/security", Call::Services) },
    route("GET", "/services/security/operations", Call::Operations),
    Route { required: SERVICE_FIELDS, ..route("POST", "/services/security", Call::AddService) },
    Route { required: SERVICE_FIELDS, ..route("PUT", "/services/security/{id}", Call::EditService) },
    route("PUT", "/services/security/{id}/block", Call::BlockService),
    route("PUT", "/services/security/{id}/unblock", Call::UnblockService),
    route("DELETE", "/services/security/{id}", Call::DeleteService),
    route("GET", "/Iptv/Packages", Call::Packages),
    Route { query: &["count"], ..route("GET", "/Iptv/Networks", Call::Networks) },
    route("GET", "/Iptv/StbModels", Call::Models),
    route("GET", "/Iptv/Stbs", Call::Stbs),
    Route { required: &["ModelName", "serialnumber", "mac"], ..route("POST", "/Iptv/Stbs", Call::AddStb) },
    route("DELETE", "/Iptv/Stbs/{id}", Call::DeleteStb),
    Route {
        required: &["accountid", "orderid", "networkid", "mac"],
        ..route("PUT", "/Iptv/Stbs/linkSTB", Call::LinkStb)
    },
    Route { required: &["mac", "accountid"], ..route("PUT", "/Iptv/Stbs/unlinkSTB", Call::UnlinkStb) },
    Route { query: &["userid"], ..route("GET", "/Iptv/Accounts", Call::Accounts) },
    route("GET", "/Iptv/Accounts/{id}", Call::Account),
    Route {
        required: ACCOUNT_REQUIRED,
        optional: ACCOUNT_OPTIONAL,
        ..route("POST", "/Iptv/Accounts", Call::AddAccount)
    },
    Route {
        required: ACCOUNT_REQUIRED,
        optional: ACCOUNT_OPTIONAL,
        ..route("PUT", "/Iptv/Accounts/{id}", Call::EditAccount)
    },
    Route { required: &["accountid"], ..route("DELETE", "/Iptv/Accounts/{id}", Call::DeleteAccount) },
    Route {
        required: &["accountid"],
        ..route("PUT", "/Iptv/Accounts/{id}/blockAccount", Call::BlockAccount)
    },
    Route {
        required: &["accountid"],
        ..route("PUT", "/Iptv/Accounts/{id}/unblockAccount", Call::UnblockAccount)
    },
    Route { query: &["accountid"], ..route("GET", "/Iptv/Orders", Call::Orders) },
    Route {
        required: &["accountid", "pkg_id", "pricebrutto"],
        ..route("POST", "/Iptv/Orders", Call::AddOrder)
    },
    Route { required: &["orderid", "accountid"], ..route("DELETE", "/Iptv/Orders/{id}", Call::DeleteOrder) },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_taken_literally() {
        let call = |method, path| match find(method, path) {
            Found::Route(route, id) => Some((route.call, id)),
            _ => None,
        };
        assert_eq!(call("GET", "/services/security/"), Some((Call::Services, 0)));
        assert_eq!(call("GET", "/services/security/ext_services"), Some((Call::Products, 0)));
        assert_eq!(call("PUT", "/Iptv/Accounts/17/blockAccount"), Some((Call::BlockAccount, 17)));
        for path in [
            "/users/users",
            "//Users/users",
            "/Users/users//",
            "/Users/users/5a",
            "/Users/users/-5",
            "/Users/users/%35",
        ] {
            assert!(matches!(find("GET", path), Found::Unknown), "{path}");
        }
        assert!(matches!(find("PATCH", "/Users/users/5"), Found::WrongMethod));
    }
}
