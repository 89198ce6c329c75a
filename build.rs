//! Links the extension so that PHP never unloads it: a thread of the resolver may still be in its code at shutdown.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
}
