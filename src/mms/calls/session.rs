//! `Admins/Auth`.

use super::{Call, Field, Misread};
use crate::mms::retry::Safety;
use crate::personal::Masked;

/// Logs in; the session comes as the cookie `sess_ci`, the body does not matter.
#[derive(Debug, Clone)]
pub struct Login {
    /// The operator's login.
    pub login: Masked,
    /// His password.
    pub password: Masked,
}

impl Call for Login {
    type Answer = ();
    const NAME: &'static str = "POST /Admins/Auth/login";
    const METHOD: reqwest::Method = reqwest::Method::POST;
    /// A second login makes a second session and harms nothing.
    const SAFETY: Safety = Safety::Repeatable;

    fn path(&self) -> String {
        "/Admins/Auth/login".into()
    }

    fn fields(&self) -> Vec<(&'static str, Field)> {
        vec![("login", Field::Text(self.login.clone())), ("password", Field::Text(self.password.clone()))]
    }

    fn decode(_: &[u8]) -> Result<(), Misread> {
        Ok(())
    }
}
