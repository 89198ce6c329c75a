//! Television accounts.

use super::Refusal;
use crate::time::now;
use crate::world::{Account, Key, Location, World};

/// What an account is added or changed with.
#[derive(Clone)]
pub(crate) struct AccountFields {
    pub userid: u64,
    pub networkid: u64,
    pub location: Location,
}

impl World {
    pub(crate) fn add_account(&mut self, fields: AccountFields) -> Result<u64, Refusal> {
        if self.customers.get(fields.userid).is_none() {
            return Err(Refusal::unknown("klient"));
        }
        self.check_place(fields.networkid)?;
        Ok(self.accounts.add(Account {
            userid: fields.userid,
            networkid: fields.networkid,
            activedate: now(),
            location: fields.location,
            ..Account::default()
        }))
    }

    pub(crate) fn edit_account(&mut self, id: u64, fields: AccountFields) -> Result<(), Refusal> {
        let account = self.existing_account(id)?;
        if account.userid != fields.userid {
            return Err(Refusal::invalid("Konto należy do innego klienta"));
        }
        if account.networkid != fields.networkid {
            self.check_place(fields.networkid)?;
            // Their addresses belong to the old network.
            if self.stbs.count(&Key::Account(id)) > 0 {
                return Err(Refusal::conflict("Nie można zmienić sieci: do konta przypisane są dekodery"));
            }
        }
        self.accounts.update(id, |account| {
            account.networkid = fields.networkid;
            account.location = fields.location;
        });
        Ok(())
    }

    /// Removes an account.
    ///
    /// # Errors
    /// Unknown account, or packages on it that are not over.
    pub fn delete_account(&mut self, id: u64) -> Result<(), Refusal> {
        self.existing_account(id)?;
        if self.active_orders(id).next().is_some() {
            return Err(Refusal::conflict("Nie można usunąć konta: są na nim wydane pakiety"));
        }
        let over: Vec<u64> = self.orders.find(&Key::Account(id)).map(|order| order.id).collect();
        for order in over {
            self.orders.remove(order);
        }
        self.accounts.remove(id);
        Ok(())
    }

    /// Blocks an account.
    ///
    /// # Errors
    /// Unknown or already blocked account.
    pub fn block_account(&mut self, id: u64) -> Result<(), Refusal> {
        if self.existing_account(id)?.blocked {
            return Err(Refusal::conflict("Konto jest już zablokowane"));
        }
        self.accounts.update(id, |account| {
            account.blocked = true;
            account.blockdate = now();
            account.lastdeactivdate = now();
        });
        Ok(())
    }

    /// Unblocks an account.
    ///
    /// # Errors
    /// Unknown or not blocked account.
    pub fn unblock_account(&mut self, id: u64) -> Result<(), Refusal> {
        if !self.existing_account(id)?.blocked {
            return Err(Refusal::conflict("Konto nie jest zablokowane"));
        }
        self.accounts.update(id, |account| {
            account.blocked = false;
            account.blockdate = 0;
        });
        Ok(())
    }

    pub(crate) fn existing_account(&self, id: u64) -> Result<&Account, Refusal> {
        self.accounts.get(id).ok_or_else(|| Refusal::unknown("konto MetroTV"))
    }

    fn check_place(&self, network: u64) -> Result<(), Refusal> {
        let network = self.networks.get(network).ok_or_else(|| Refusal::unknown("sieć"))?;
        if self.is_full(network) {
            return Err(Refusal::conflict(format!("Brak wolnych adresów w sieci {}", network.name)));
        }
        Ok(())
    }
}
