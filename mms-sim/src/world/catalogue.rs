//! What every seeded world sells: products, packages of every kind and state, models.
//!
//! The dates are far from today on purpose, so that the same seed gives the same world on every day.

use super::{Model, Money, Package, PackageGroup, Product, World};

const PAST: &str = "2019-12-31";
const LONG_AGO: &str = "2015-01-01";
const FUTURE: &str = "2090-01-01";

/// Fills the catalogues of an empty world.
pub(super) fn fill(world: &mut World) {
    for (name, licenses) in [("Internet Security 1", 1), ("SAFE 3", 3), ("SAFE 5", 5), ("TOTAL 10", 10)] {
        world.products.add(Product {
            ext_id: format!("FS-{licenses:02}"),
            name: format!("F-Secure {name}"),
            description: format!("Ochrona urządzeń, licencji: {licenses}"),
            license_size: licenses,
            ..Product::default()
        });
    }
    for (name, mycast, probe) in
        [("Arris VIP4302", true, false), ("Kaon KSTB 6077", true, true), ("Motorola 1063", false, false)]
    {
        world.models.add(Model {
            name: name.into(),
            description: format!("Dekoder {name}"),
            mycast_supported: mycast,
            probe,
            ..Model::default()
        });
    }
    for package in packages() {
        world.packages.add(package);
    }
}

fn packages() -> Vec<Package> {
    use PackageGroup::{Base, Extra, Multiroom, Ppv};
    let package = |id, group, name: &str, brutto, provider| Package {
        id,
        active: true,
        pkg_name: name.into(),
        pkg_desc: format!("{name}: opis dla abonenta"),
        pkg_valid_from: Some(LONG_AGO.into()),
        pkg_group: group,
        pricebrutto: Money(brutto),
        pricebrutto_provider: Money(provider),
        ..Package::default()
    };
    vec![
        Package {
            pkg_autoinclude: "Kanały FTA, Radio".into(),
            ..package(310, Base, "Podstawowy", 2990, 1845)
        },
        Package { promotiontime: 3, ..package(311, Base, "Komfort HD", 4990, 3075) },
        Package {
            pkg_denied: vec![321],
            pkg_autoinclude: "Sport w cenie".into(),
            ..package(312, Base, "Premium", 8990, 6150)
        },
        Package { active: false, ..package(313, Base, "Archiwalny", 1990, 1230) },
        Package { pkg_valid_to: Some(PAST.into()), ..package(314, Base, "Promocja 2019", 990, 615) },
        Package { pkg_valid_from: Some(FUTURE.into()), ..package(315, Base, "Oferta przyszła", 5990, 3690) },
        Package { pkg_valid_from: None, ..package(320, Extra, "Filmowy", 1500, 1107) },
        package(321, Extra, "Sport", 1990, 1353),
        Package { pkg_denied: vec![310], ..package(322, Extra, "Kino Max", 2490, 1845) },
        Package { pkg_valid_to: Some("2089-12-31".into()), ..package(323, Extra, "Dziecięcy", 990, 492) },
        Package { pkg_valid_to: Some(PAST.into()), ..package(324, Extra, "Lato 2019", 100, 50) },
        Package { pkg_valid_from: Some(FUTURE.into()), ..package(325, Extra, "Zapowiedź", 1000, 500) },
        Package { active: false, ..package(326, Extra, "Wycofany", 1000, 500) },
        package(330, Multiroom, "Multiroom", 1000, 738),
        Package { pkg_denied: vec![310], ..package(331, Multiroom, "Multiroom 4K", 1500, 984) },
        package(340, Ppv, "Gala bokserska", 3900, 3075),
    ]
}
