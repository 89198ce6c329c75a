//! What PHP sees. Converts values, maps errors to exceptions, owns the event loop; decides nothing.

mod arguments;
#[expect(unsafe_code, reason = "the jumps of Zend")]
mod bailout;
mod billing;
mod business;
mod card;
mod client;
mod customers;
#[expect(unsafe_code, reason = "what PHP sets while Rust waits, and the signals of threads")]
mod engine;
#[expect(unsafe_code, reason = "classes and properties that ext-php-rs cannot declare")]
mod exceptions;
mod fsecure;
mod info;
mod journal;
mod lists;
mod locks;
mod metrotv;
mod plans;
mod queue;
#[expect(unsafe_code, reason = "PHP's tables of classes and functions")]
mod sensitive;
mod sync;
mod value;

use ext_php_rs::builders::ModuleBuilder;
use ext_php_rs::prelude::*;

use self::billing::PhpBilling;
use self::business::PhpBusiness;
use self::card::PhpCard;
use self::client::PhpClient;
use self::customers::PhpCustomers;
use self::fsecure::PhpFSecure;
use self::journal::PhpJournal;
use self::lists::PhpLists;
use self::locks::PhpLocks;
use self::metrotv::PhpMetroTv;
use self::plans::PhpPlans;
use self::queue::PhpQueue;
use self::sync::PhpSync;

/// MINIT. Nothing is opened or started here: php-fpm and Apache fork after it.
fn startup(_type: i32, _module: i32) -> i32 {
    // A panic becomes a PHP exception at the border; a backtrace on standard error would only frighten.
    std::panic::set_hook(Box::new(|_| {}));
    match exceptions::register() {
        Ok(()) => 0,
        Err(_) => -1,
    }
}

/// RINIT.
extern "C" fn request_startup(_type: i32, _module: i32) -> i32 {
    // A panic must not cross this border; without the marks, everything works.
    let _ = std::panic::catch_unwind(sensitive::mark);
    0
}

/// MSHUTDOWN.
extern "C" fn shutdown(_type: i32, _module: i32) -> i32 {
    // A panic must not cross this border, and there is nobody to tell.
    let _ = std::panic::catch_unwind(engine::shutdown);
    0
}

/// Panics: for the tests of the border.
#[cfg(feature = "provoke")]
#[php_function]
#[expect(clippy::panic, reason = "it is what the function is for")]
pub fn metroport_provoke_panic() -> bool {
    panic!("provoked")
}

/// The module's table of contents.
#[php_module]
#[php(startup = "startup")]
pub fn module(module: ModuleBuilder<'_>) -> ModuleBuilder<'_> {
    let module = module
        .name("metroport")
        .version(crate::VERSION)
        .request_startup_function(request_startup)
        .shutdown_function(shutdown)
        .info_function(info::info)
        .class::<PhpClient>()
        .class::<PhpCustomers>()
        .class::<PhpFSecure>()
        .class::<PhpMetroTv>()
        .class::<PhpCard>()
        .class::<PhpPlans>()
        .class::<PhpLists>()
        .class::<PhpLocks>()
        .class::<PhpSync>()
        .class::<PhpQueue>()
        .class::<PhpJournal>()
        .class::<PhpBilling>()
        .class::<PhpBusiness>();
    #[cfg(feature = "provoke")]
    let module = module.function(wrap_function!(metroport_provoke_panic));
    module
}
