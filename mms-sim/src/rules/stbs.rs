//! Decoders: warehouse, issue and return.

use std::collections::BTreeSet;

use super::Refusal;
use crate::time::now;
use crate::world::{Key, Network, PackageGroup, Stb, StbStatus, World, bare_mac};

impl World {
    /// Adds a decoder to the warehouse.
    ///
    /// # Errors
    /// Unknown model, a MAC or serial number that is wrong or taken.
    pub fn add_stb(&mut self, model: &str, serial: &str, mac: &str) -> Result<u64, Refusal> {
        let modelid = self.models.find(&Key::Name(model.into())).next().map(|model| model.id);
        let modelid = modelid.ok_or_else(|| Refusal::invalid("Nieznany model dekodera"))?;
        let mac = check_mac(mac)?;
        if serial.is_empty() || serial.contains(char::is_whitespace) {
            return Err(Refusal::invalid("Nieprawidłowy numer seryjny"));
        }
        if self.stb_by_mac(&mac).is_some() {
            return Err(Refusal::conflict("Dekoder o podanym adresie MAC już istnieje"));
        }
        let key = Key::Serial(serial.into());
        if self.stbs.find(&key).any(|stb| stb.status != StbStatus::Deleted) {
            return Err(Refusal::conflict("Dekoder o podanym numerze seryjnym już istnieje"));
        }
        Ok(self.stbs.add(Stb {
            mac,
            serialnumber: serial.into(),
            modelid,
            creationdate: now(),
            moddate: now(),
            ..Stb::default()
        }))
    }

    /// Removes a decoder; its row stays.
    ///
    /// # Errors
    /// Unknown, removed or issued decoder.
    pub fn delete_stb(&mut self, id: u64) -> Result<(), Refusal> {
        let stb = self.stbs.get(id).filter(|stb| stb.status != StbStatus::Deleted);
        let stb = stb.ok_or_else(|| Refusal::unknown("dekoder"))?;
        if stb.status == StbStatus::Issued {
            return Err(Refusal::conflict("Nie można usunąć dekodera: jest wydany"));
        }
        self.stbs.update(id, |stb| {
            stb.status = StbStatus::Deleted;
            stb.moddate = now();
        });
        Ok(())
    }

    /// Issues a decoder to an order.
    ///
    /// # Errors
    /// Unknown account, order, network or decoder, or ones that do not belong together; a package that takes no
    /// decoder or has one; a decoder that is not in the warehouse; a full network.
    pub fn link_stb(&mut self, account: u64, order: u64, network: u64, mac: &str) -> Result<(), Refusal> {
        let order = self.active_order(order, account)?;
        if !self.group_of(order).is_some_and(PackageGroup::takes_decoder) {
            return Err(Refusal::conflict("Do tego pakietu nie można przypisać dekodera"));
        }
        if self.stb_of_order(order.id).is_some() {
            return Err(Refusal::conflict("Do pakietu jest już przypisany dekoder"));
        }
        let network = self.networks.get(network).ok_or_else(|| Refusal::unknown("sieć"))?;
        let owner = self.existing_account(account)?;
        if owner.networkid != network.id {
            return Err(Refusal::invalid("Konto jest w innej sieci"));
        }
        if self.is_full(network) {
            return Err(Refusal::conflict(format!("Brak wolnych adresów w sieci {}", network.name)));
        }
        let stb = self.stb_by_mac(&check_mac(mac)?).ok_or_else(|| Refusal::unknown("dekoder"))?;
        if stb.status != StbStatus::Warehouse {
            return Err(Refusal::conflict(format!(
                "Dekoder nie jest w magazynie (stan: {})",
                stb.status.name()
            )));
        }
        let (stb, user, order, network, ip) =
            (stb.id, owner.userid, order.id, network.id, self.free_address(network));
        self.stbs.update(stb, |stb| {
            stb.status = StbStatus::Issued;
            stb.userid = Some(user);
            stb.accountid = Some(account);
            stb.orderid = Some(order);
            stb.networkid = Some(network);
            stb.ipaddr = ip;
            stb.activedate = now();
            stb.moddate = now();
        });
        Ok(())
    }

    /// Takes a decoder back to the warehouse.
    ///
    /// # Errors
    /// Unknown account or decoder, or a decoder that is not issued to that account.
    pub fn unlink_stb(&mut self, mac: &str, account: u64) -> Result<(), Refusal> {
        self.existing_account(account)?;
        let stb = self.stb_by_mac(&check_mac(mac)?).ok_or_else(|| Refusal::unknown("dekoder"))?;
        if stb.accountid != Some(account) {
            return Err(Refusal::conflict("Dekoder nie jest wydany na to konto"));
        }
        self.stbs.update(stb.id, |stb| {
            stb.status = StbStatus::Warehouse;
            (stb.userid, stb.accountid, stb.orderid, stb.networkid) = (None, None, None, None);
            stb.ipaddr = 0;
            stb.activedate = 0;
            stb.moddate = now();
        });
        Ok(())
    }

    /// The lowest address of the network that no decoder has; the first is the gateway's.
    fn free_address(&self, network: &Network) -> u32 {
        let taken: BTreeSet<u32> = self.stbs.find(&Key::Network(network.id)).map(|stb| stb.ipaddr).collect();
        (network.address.saturating_add(2)..=u32::MAX).find(|address| !taken.contains(address)).unwrap_or(0)
    }
}

/// Takes `AA:BB:CC:DD:EE:FF`, `aa-bb-cc-dd-ee-ff` and `aabbccddeeff`; gives the first in lower case.
fn check_mac(text: &str) -> Result<String, Refusal> {
    let wrong = || Refusal::invalid("Nieprawidłowy adres MAC");
    let bare = bare_mac(text);
    let separators: String = text.chars().filter(|c| !c.is_ascii_hexdigit()).collect();
    if bare.len() != 12 || !matches!(separators.as_str(), "" | ":::::" | "-----") {
        return Err(wrong());
    }
    let digits: Vec<char> = bare.chars().collect();
    let pairs: Vec<String> = digits.chunks(2).map(|pair| pair.iter().collect()).collect();
    let colons = pairs.join(":");
    if !separators.is_empty() && text.to_ascii_lowercase().replace('-', ":") != colons {
        return Err(wrong());
    }
    Ok(colons)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macs_are_taken_in_the_usual_notations_only() {
        for text in ["00:1B:00:00:00:0f", "00-1b-00-00-00-0F", "001b0000000f"] {
            assert_eq!(check_mac(text).as_deref(), Ok("00:1b:00:00:00:0f"), "{text}");
        }
        for text in [
            "",
            "00:1b:00:00:00",
            "00:1b:00:00:00:0g",
            "001b.0000.000f",
            "0:01b:00:00:00:0f",
            "00:1b-00:00:00:0f",
        ] {
            assert!(check_mac(text).is_err(), "{text}");
        }
    }
}
