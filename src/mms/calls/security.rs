//! `services/security`: F-Secure.

use super::{Accepted, Field, call};
use crate::mms::models::{Operation, Product, Service};

call! {
    /// What can be sold.
    ListProducts {}
    GET "/services/security/ext_services", Read, list -> Vec<Product>,
    path(me) = "/services/security/ext_services",
    largest = WHOLE_LIST
}

call! {
    /// Services of one user or of all.
    ListServices {
        /// MMS id of the user; all when missing.
        user: Option<i64>,
    }
    GET "/services/security/", Read, list -> Vec<Service>,
    path(me) = "/services/security/",
    largest = WHOLE_LIST,
    query = me.user.map(|user| ("userid", user.to_string())).into_iter().collect()
}

call! {
    /// Operations on services.
    ListOperations {}
    GET "/services/security/operations/", Read, list -> Vec<Operation>,
    path(me) = "/services/security/operations/",
    largest = WHOLE_LIST
}

call! {
    /// Issues a licence.
    AddService {
        /// MMS id of the user.
        user: i64,
        /// Product id.
        product: i64,
        /// Devices.
        license_size: i64,
    }
    POST "/services/security", Once, accepted -> Accepted,
    path(me) = "/services/security",
    fields = service_fields(me.user, me.product, me.license_size)
}

call! {
    /// Changes product or licence size.
    ChangeService {
        /// Service id.
        id: i64,
        /// MMS id of the user.
        user: i64,
        /// Product id.
        product: i64,
        /// Devices.
        license_size: i64,
    }
    PUT "/services/security/{id}", Repeatable, accepted -> Accepted,
    path(me) = format!("/services/security/{}", me.id),
    fields = service_fields(me.user, me.product, me.license_size)
}

fn service_fields(user: i64, product: i64, license_size: i64) -> Vec<(&'static str, Field)> {
    vec![
        ("userid", Field::Int(user)),
        ("secur_serviceid", Field::Int(product)),
        ("license_size", Field::Int(license_size)),
    ]
}

call! {
    /// Suspends a service.
    BlockService {
        /// Service id.
        id: i64,
    }
    PUT "/services/security/{id}/block", Repeatable, accepted -> Accepted,
    path(me) = format!("/services/security/{}/block", me.id)
}

call! {
    /// Resumes a service.
    UnblockService {
        /// Service id.
        id: i64,
    }
    PUT "/services/security/{id}/unblock", Repeatable, accepted -> Accepted,
    path(me) = format!("/services/security/{}/unblock", me.id)
}

call! {
    /// Removes a service.
    DeleteService {
        /// Service id.
        id: i64,
    }
    DELETE "/services/security/{id}", Repeatable, accepted -> Accepted,
    path(me) = format!("/services/security/{}", me.id)
}
