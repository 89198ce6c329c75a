//! F-Secure: services and the operations they leave behind.

use super::Refusal;
use crate::time::now;
use crate::world::{Operation, Service, ServiceStatus, World};

const MAX_LICENSES: u64 = 100;

impl World {
    /// Sells a product to a customer.
    ///
    /// # Errors
    /// Unknown customer or product, a licence size out of range.
    pub fn add_service(&mut self, userid: u64, product: u64, license_size: u64) -> Result<u64, Refusal> {
        let email = self.customers.get(userid).ok_or_else(|| Refusal::unknown("klient"))?.email.clone();
        self.check_product(product, license_size)?;
        let status = self.new_service_status;
        let id = self.services.add(Service {
            userid,
            secur_serviceid: product,
            license_size,
            status,
            activedate: if status == ServiceStatus::Active { now() } else { 0 },
            ..Service::default()
        });
        // MMS takes the order; that the licence has nowhere to go shows only among the operations.
        let error = if email.is_empty() { "Brak adresu e-mail klienta" } else { "" };
        self.note(userid, id, "add", error);
        Ok(id)
    }

    /// Changes product and licence size of a service.
    ///
    /// # Errors
    /// Unknown or removed service, a customer that is not its owner, unknown product, a licence size out of range.
    pub fn edit_service(
        &mut self,
        id: u64,
        userid: u64,
        product: u64,
        license_size: u64,
    ) -> Result<(), Refusal> {
        if self.live_service(id)?.userid != userid {
            return Err(Refusal::invalid("Usługa należy do innego klienta"));
        }
        self.check_product(product, license_size)?;
        self.services.update(id, |service| {
            service.secur_serviceid = product;
            service.license_size = license_size;
        });
        self.note(userid, id, "edit", "");
        Ok(())
    }

    /// Suspends a service.
    ///
    /// # Errors
    /// Unknown, removed or already suspended service.
    pub fn block_service(&mut self, id: u64) -> Result<(), Refusal> {
        if self.live_service(id)?.status == ServiceStatus::Blocked {
            return Err(Refusal::conflict("Usługa jest już zablokowana"));
        }
        self.set_service_status(id, ServiceStatus::Blocked, "block");
        Ok(())
    }

    /// Resumes a service.
    ///
    /// # Errors
    /// Unknown, removed or not suspended service.
    pub fn unblock_service(&mut self, id: u64) -> Result<(), Refusal> {
        if self.live_service(id)?.status != ServiceStatus::Blocked {
            return Err(Refusal::conflict("Usługa nie jest zablokowana"));
        }
        self.set_service_status(id, ServiceStatus::Active, "unblock");
        Ok(())
    }

    /// Removes a service; its row stays.
    ///
    /// # Errors
    /// Unknown or removed service.
    pub fn delete_service(&mut self, id: u64) -> Result<(), Refusal> {
        self.live_service(id)?;
        self.set_service_status(id, ServiceStatus::Deleted, "delete");
        Ok(())
    }

    fn live_service(&self, id: u64) -> Result<&Service, Refusal> {
        let service = self.services.get(id).filter(|service| service.status != ServiceStatus::Deleted);
        service.ok_or_else(|| Refusal::unknown("usługa F-Secure"))
    }

    fn check_product(&self, product: u64, license_size: u64) -> Result<(), Refusal> {
        if self.products.get(product).is_none() {
            return Err(Refusal::unknown("produkt F-Secure"));
        }
        if !(1..=MAX_LICENSES).contains(&license_size) {
            return Err(Refusal::invalid("Nieprawidłowa liczba licencji"));
        }
        Ok(())
    }

    fn set_service_status(&mut self, id: u64, status: ServiceStatus, operation: &str) {
        let mut owner = 0;
        self.services.update(id, |service| {
            owner = service.userid;
            service.status = status;
            service.blockdate = if status == ServiceStatus::Blocked { now() } else { 0 };
            if status == ServiceStatus::Active && service.activedate == 0 {
                service.activedate = now();
            }
        });
        self.note(owner, id, operation, "");
    }

    fn note(&mut self, userid: u64, service: u64, kind: &str, error: &str) {
        self.operations.add(Operation {
            userid,
            secur_accountid: service,
            status: if error.is_empty() { "done" } else { "error" }.into(),
            kind: kind.into(),
            errormsg: error.into(),
            creationdate: now(),
            execdate: now(),
            ..Operation::default()
        });
    }
}
