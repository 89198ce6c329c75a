//! Keeps personal data and passwords out of stack traces. PHP tells the arguments of every call in them where
//! `zend.exception_ignore_args` is off, except those of parameters with the attribute `SensitiveParameter` (since 8.2).

use std::ffi::CStr;
use std::sync::Once;

use ext_php_rs::ffi::{
    HashTable, ext_php_rs_zend_string_release, zend_function, zend_internal_function, zend_string,
};
use ext_php_rs::types::ZendStr;
use ext_php_rs::zend::{ClassEntry, ExecutorGlobals};

const ATTRIBUTE: &str = "SensitiveParameter";
/// Wherever they occur, with whatever type.
const PARAMETERS: [&CStr; 7] = [c"config", c"database", c"pesel", c"nip", c"customer", c"address", c"search"];
/// `ZEND_ATTRIBUTE_PERSISTENT` of `zend_attributes.h`: the attribute outlives requests.
const PERSISTENT: u32 = 1;
/// `ZEND_INTERNAL_FUNCTION` of `zend_compile.h`.
const INTERNAL_FUNCTION: u8 = 1;

static MARKED: Once = Once::new();

unsafe extern "C" {
    /// `zend_attributes.h`, PHP 8.1 to 8.4. The first parameter is at `offset` 1.
    fn zend_add_attribute(
        attributes: *mut *mut HashTable,
        name: *mut zend_string,
        argc: u32,
        flags: u32,
        offset: u32,
        lineno: u32,
    ) -> *mut std::ffi::c_void;
}

/// Marks the parameters of our methods, once in a process. To be called in RINIT: our classes are registered after all of
/// our code that runs in MINIT.
pub fn mark() {
    MARKED.call_once(|| {
        if ClassEntry::try_find(ATTRIBUTE).is_none() {
            return;
        }
        let globals = ExecutorGlobals::get();
        let Some(classes) = globals.class_table() else { return };
        for class in classes.values() {
            // SAFETY: a table of classes holds classes and nothing else, and none goes away here.
            let Some(class) = (unsafe { class.ptr::<ClassEntry>().and_then(|class| class.as_ref()) }) else {
                continue;
            };
            if !class.name().is_some_and(|name| name.starts_with("Metroport\\")) {
                continue;
            }
            for function in class.function_table.values() {
                // SAFETY: the like of functions.
                let Some(function) = (unsafe { function.ptr::<zend_function>() }) else { continue };
                // SAFETY: the function's type says which member it is; PHP runs no code meanwhile.
                unsafe {
                    if (*function).type_ == INTERNAL_FUNCTION {
                        mark_parameters(&mut (*function).internal_function);
                    }
                }
            }
        }
    });
}

/// # Safety
/// The function has to be one that Zend has registered.
unsafe fn mark_parameters(function: &mut zend_internal_function) {
    // SAFETY: an internal function has as many descriptions of parameters as it tells, each with a name that ends in NUL.
    unsafe {
        for (offset, at) in (1..=function.num_args).zip(0_usize..) {
            let name = CStr::from_ptr((*function.arg_info.add(at)).name);
            if PARAMETERS.contains(&name) {
                let attribute = ZendStr::new(ATTRIBUTE, true).into_raw();
                zend_add_attribute(&raw mut function.attributes, attribute, 0, PERSISTENT, offset, 0);
                // Zend holds it now.
                ext_php_rs_zend_string_release(attribute);
            }
        }
    }
}
