//! The base URL as operators really type it.

use std::fmt;

use url::{Host, Url};

/// Where the API lives: scheme, host, port, and a path without a slash at its end.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

/// Why a text is no base URL. Never carries the text: it could hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Nothing is written there.
    #[error("the address is empty")]
    Empty,
    /// It cannot be read as an address.
    #[error("this is not an address")]
    Malformed,
    /// Something else than http or https.
    #[error("the address must start with https:// (or http:// for a test server)")]
    Scheme,
    /// User name, password, query or fragment in it.
    #[error("the address must not contain a user name, a password, `?` or `#`")]
    Surplus,
}

impl BaseUrl {
    /// Reads an address; blanks around it, a slash at its end and a missing scheme (then https) are fine.
    ///
    /// # Errors
    /// [`UrlError`] says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(UrlError::Empty);
        }
        let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let mut url = Url::parse(&with_scheme).map_err(|_| UrlError::Malformed)?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(UrlError::Scheme);
        }
        if !url.username().is_empty()
            || url.password().is_some()
            || url.query().is_some()
            || url.fragment().is_some()
        {
            return Err(UrlError::Surplus);
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(Self(url))
    }

    /// The address of a call. `path` is made by this crate from literals and numbers only.
    pub fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        let base = self.0.path().trim_end_matches('/');
        url.set_path(&format!("{base}{path}"));
        url
    }

    /// Whether the wire is encrypted.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Host, as a name or an address.
    pub fn host(&self) -> Option<Host<&str>> {
        self.0.host()
    }

    /// Port, also where the scheme says it.
    pub fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or(443)
    }

    /// Host and port, for messages.
    pub fn authority(&self) -> String {
        self.0.authority().to_owned()
    }

    /// The whole address, for the operator.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_as_operators_type_them() {
        for (typed, call) in [
            ("api.mmsc.metroport.pl", "https://api.mmsc.metroport.pl/Users/users"),
            ("api.mmsc.metroport.pl ", "https://api.mmsc.metroport.pl/Users/users"),
            ("https://api.mmsc.metroport.pl/", "https://api.mmsc.metroport.pl/Users/users"),
            ("\thttp://127.0.0.1:8080/mms//\n", "http://127.0.0.1:8080/mms/Users/users"),
            ("API.example.pl:8443/v1", "https://api.example.pl:8443/v1/Users/users"),
        ] {
            assert_eq!(BaseUrl::parse(typed).unwrap().join("/Users/users").as_str(), call, "{typed:?}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_the_reason() {
        for (typed, error) in [
            ("  ", UrlError::Empty),
            ("ftp://example.pl", UrlError::Scheme),
            ("file:///etc/passwd", UrlError::Scheme),
            ("https://jan:haslo@example.pl", UrlError::Surplus),
            ("example.pl?x=1", UrlError::Surplus),
            ("https://", UrlError::Malformed),
            ("exa mple", UrlError::Malformed),
        ] {
            assert_eq!(BaseUrl::parse(typed), Err(error), "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn the_host_of_a_call_is_the_host_that_was_typed(text in "\\PC{0,60}", id in any::<u32>()) {
            if let Ok(base) = BaseUrl::parse(&text) {
                let call = base.join(&format!("/Users/users/{id}"));
                prop_assert_eq!(call.host_str(), base.0.host_str());
                let suffix = format!("/Users/users/{id}");
                prop_assert!(call.path().ends_with(&suffix));
            }
        }
    }
}
