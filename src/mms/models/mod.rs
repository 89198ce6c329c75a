//! What MMS answers with. Every model takes all the forms that `super::lenient` describes and ignores fields it does not
//! know. Serialised, it has the names of the PHP interface (`stubs/metroport.php`).

mod accounts;
mod mac;
mod networks;
mod rows;
mod security;
mod users;

pub use self::accounts::{Account, AccountRow, Order};
pub use self::mac::Mac;
pub use self::networks::{Model, Network};
pub use self::rows::{Package, Stb};
pub use self::security::{Operation, Product, Service};
pub use self::users::User;
