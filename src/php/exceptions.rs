//! The exception tree, and which error becomes which exception. The one place where both are told.

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use ext_php_rs::builders::ClassBuilder;
use ext_php_rs::convert::IntoZval;
use ext_php_rs::error::Error;
use ext_php_rs::exception::PhpException;
use ext_php_rs::flags::PropertyFlags;
use ext_php_rs::types::{ZendObject, ZendStr, Zval};
use ext_php_rs::zend::{ClassEntry, ce};

use crate::config::ConfigError;
use crate::db::DbError;
use crate::mms::MmsError;
use crate::operations::OperationError;
use crate::store::StoreError;

/// Zend's `zend_type`, which the bindings leave out.
#[repr(C)]
#[derive(Clone, Copy)]
struct ZendType {
    ptr: *mut c_void,
    type_mask: u32,
}

unsafe extern "C" {
    static spl_ce_RuntimeException: *mut ClassEntry;
    fn zend_update_property_ex(
        scope: *mut ClassEntry,
        object: *mut ZendObject,
        name: *mut ZendStr,
        value: *mut Zval,
    );
    fn zend_declare_typed_property(
        ce: *mut ClassEntry,
        name: *mut ZendStr,
        default: *mut Zval,
        flags: i32,
        doc: *mut ZendStr,
        of: ZendType,
    ) -> *mut c_void;
}

/// `MAY_BE_LONG` and `MAY_BE_STRING`, and `ZEND_ACC_READONLY`: the same in PHP 8.1 to 8.4.
const INT: u32 = 1 << 4;
const STRING: u32 = 1 << 6;
const READONLY: u32 = 1 << 7;

/// The classes, by position in [`ENTRIES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Metroport,
    Configuration,
    Connection,
    Authentication,
    Rejected,
    Protocol,
    OutcomeUnknown,
    Store,
}

const CLASSES: [(Class, &str); 8] = [
    (Class::Metroport, "Metroport\\Exception\\MetroportException"),
    (Class::Configuration, "Metroport\\Exception\\ConfigurationException"),
    (Class::Connection, "Metroport\\Exception\\ConnectionException"),
    (Class::Authentication, "Metroport\\Exception\\AuthenticationException"),
    (Class::Rejected, "Metroport\\Exception\\RejectedException"),
    (Class::Protocol, "Metroport\\Exception\\ProtocolException"),
    (Class::OutcomeUnknown, "Metroport\\Exception\\OutcomeUnknownException"),
    (Class::Store, "Metroport\\Exception\\StoreException"),
];

static ENTRIES: [AtomicPtr<ClassEntry>; 8] = [const { AtomicPtr::new(ptr::null_mut()) }; 8];

impl Class {
    fn entry(self) -> &'static ClassEntry {
        let slot = CLASSES.iter().position(|(class, _)| *class == self).and_then(|at| ENTRIES.get(at));
        let entry = slot.map_or(ptr::null_mut(), |slot| slot.load(Ordering::Relaxed));
        // SAFETY: written once in MINIT with a class that lives as long as the module; null before that.
        unsafe { entry.as_ref() }.unwrap_or_else(|| ce::exception())
    }
}

/// Registers the classes. Built with `ClassBuilder`: a class made by the macro overrides the creation of objects, and its
/// exceptions have neither file nor line nor trace.
pub fn register() -> Result<(), Error> {
    for (class, name) in CLASSES {
        let builder = match class {
            Class::Metroport => ClassBuilder::new(name).extends((runtime_exception, "\\RuntimeException")),
            _ => ClassBuilder::new(name)
                .extends((base_exception, "\\Metroport\\Exception\\MetroportException")),
        };
        builder.registration(remember).register()?;
    }
    Ok(())
}

fn runtime_exception() -> &'static ClassEntry {
    // SAFETY: SPL is always compiled in and set up before any extension.
    unsafe { spl_ce_RuntimeException.as_ref() }.unwrap_or_else(|| ce::exception())
}

fn base_exception() -> &'static ClassEntry {
    Class::Metroport.entry()
}

/// Keeps the class, which is the first one without an entry: they are registered in the order of [`CLASSES`].
fn remember(entry: &'static mut ClassEntry, _: ext_php_rs::args::ArgInfoTables) {
    let name = entry.name().unwrap_or_default().to_owned();
    let Some(at) = CLASSES.iter().position(|(_, n)| *n == name) else { return };
    match CLASSES.get(at).map(|(class, _)| class) {
        Some(Class::Metroport) => declare_readonly(entry, "errorCode", STRING),
        Some(Class::Rejected) => {
            declare_readonly(entry, "status", INT);
            declare_readonly(entry, "mmsText", STRING);
        }
        _ => {}
    }
    if let Some(slot) = ENTRIES.get(at) {
        slot.store(entry, Ordering::Relaxed);
    }
}

/// Declares a `public readonly` property without a default, which the builder cannot.
fn declare_readonly(entry: &mut ClassEntry, name: &str, type_mask: u32) {
    let name = ZendStr::new_interned(name, true).into_raw();
    let mut undefined = Zval::new();
    undefined.u1.type_info = 0; // IS_UNDEF: no default
    let flags = i32::try_from(PropertyFlags::Public.bits() | READONLY).unwrap_or(1);
    let of = ZendType { ptr: ptr::null_mut(), type_mask };
    // SAFETY: called in MINIT on a class that is being registered; the name is interned for the life of the process, and
    // Zend copies the rest.
    unsafe { zend_declare_typed_property(entry, name, &raw mut undefined, flags, ptr::null_mut(), of) };
}

/// Sets a property from inside the class that declares it.
fn set(object: &mut ZendObject, scope: &'static ClassEntry, name: &str, value: impl IntoZval) {
    let Ok(mut value) = value.into_zval(false) else { return };
    let mut name = ZendStr::new(name, false);
    // SAFETY: `object` is a live instance of a subclass of `scope`; Zend copies name and value, which are ours and freed
    // at the end. The class entry is only read, though Zend's signature is not const.
    unsafe {
        zend_update_property_ex(ptr::from_ref(scope).cast_mut(), object, &raw mut *name, &raw mut value);
    }
}

impl From<OperationError> for PhpException {
    fn from(error: OperationError) -> Self {
        let class = class_of(&error);
        let entry = class.entry();
        // PHP refuses to throw a text with a NUL in it.
        let message = error.to_string().replace('\0', " ");
        let mut object = ZendObject::new(entry);
        set(&mut object, ce::exception(), "message", message.as_str());
        set(&mut object, base_exception(), "errorCode", error.code());
        if let OperationError::Mms(MmsError::Rejected { status, text, .. }) = &error {
            set(&mut object, entry, "status", i64::from(*status));
            set(&mut object, entry, "mmsText", text.as_str());
        }
        let exception = Self::new(message, 0, entry);
        match object.into_zval(false) {
            Ok(object) => exception.with_object(object),
            Err(_) => exception,
        }
    }
}

impl From<ConfigError> for PhpException {
    fn from(error: ConfigError) -> Self {
        OperationError::from(error).into()
    }
}

/// Every error, one line each and no rest, so that a new one cannot be forgotten.
fn class_of(error: &OperationError) -> Class {
    match error {
        OperationError::Config(ConfigError::Missing(_) | ConfigError::Wrong { .. })
        | OperationError::Argument { .. }
        | OperationError::Store(StoreError::NoDatabase) => Class::Configuration,
        OperationError::Store(
            StoreError::Db(
                DbError::Unreachable(_)
                | DbError::Crowded(_)
                | DbError::Full(_)
                | DbError::Late(_)
                | DbError::ReadOnly(_)
                | DbError::Denied(_)
                | DbError::Lacking(_)
                | DbError::Query(_)
                | DbError::Duplicate,
            )
            | StoreError::Schema { .. }
            | StoreError::LinkTaken { .. },
        )
        | OperationError::Mms(MmsError::SessionStore(_)) => Class::Store,
        OperationError::Mms(error) => match error {
            MmsError::Unreachable { .. }
            | MmsError::Tls { .. }
            | MmsError::Timeout { .. }
            | MmsError::Unavailable { .. } => Class::Connection,
            MmsError::Login { .. } | MmsError::Session { .. } => Class::Authentication,
            MmsError::Rejected { .. } => Class::Rejected,
            MmsError::Protocol { .. } => Class::Protocol,
            MmsError::OutcomeUnknown { .. } => Class::OutcomeUnknown,
            MmsError::SessionStore(_) => Class::Store,
        },
    }
}
