//! The shared MMS session, in `metroport_settings` under the name `session`.
//!
//! It is sealed with a key made of the database's password and MMS's, so that a dump of the database holds no session: who
//! has both passwords needs no session. The database's password is in `lms.ini`, outside the database; the time it was
//! stored is in the sealed text too, by the database's clock. (The original's plain `token` is neither read nor written.)

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf;
use ring::rand::{SecureRandom, SystemRandom};

use super::{StoreError, settings};
use crate::db::{Conn, DbError};
use crate::personal::Masked;

const NAME: &str = "session";
const FORMAT: &str = "sealed1:";

/// Seals and opens sessions of one MMS account.
pub struct Seal {
    key: LessSafeKey,
    account: Vec<u8>,
}

impl Seal {
    /// `secrets` make the key; `account` (address and login) is bound into the text, so that another account's session is
    /// not taken for ours.
    ///
    /// # Errors
    /// [`StoreError::Db`] when the key cannot be made.
    pub fn new(secrets: &[&Masked], account: &str) -> Result<Self, StoreError> {
        let mut material = Vec::new();
        for secret in secrets {
            material.extend_from_slice(&secret.expose().len().to_be_bytes());
            material.extend_from_slice(secret.expose().as_bytes());
        }
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"metroport-lms session");
        let pseudorandom = salt.extract(&material);
        let key = pseudorandom
            .expand(&[b"aes-256-gcm"], &AES_256_GCM)
            .map(|okm| LessSafeKey::new(UnboundKey::from(okm)))
            .map_err(|_| DbError::Query("no key for the session".into()))?;
        Ok(Self { key, account: account.as_bytes().to_vec() })
    }

    fn seal(&self, token: &Masked, at: i64) -> Option<String> {
        let mut nonce = [0_u8; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).ok()?;
        let mut text = format!("{at}:{}", token.expose()).into_bytes();
        let nonce_used = Nonce::assume_unique_for_key(nonce);
        self.key.seal_in_place_append_tag(nonce_used, Aad::from(&self.account), &mut text).ok()?;
        let mut out = nonce.to_vec();
        out.append(&mut text);
        Some(format!("{FORMAT}{}", BASE64_STANDARD.encode(out)))
    }

    /// The session and when it was stored; `None` for anything that is not sealed with this key.
    fn open(&self, text: &str) -> Option<(Masked, i64)> {
        let mut bytes = BASE64_STANDARD.decode(text.strip_prefix(FORMAT)?).ok()?;
        let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let open = self.key.open_in_place(nonce, Aad::from(&self.account), sealed).ok()?;
        let (at, token) = std::str::from_utf8(open).ok()?.split_once(':')?;
        Some((Masked::new(token), at.parse().ok()?))
    }
}

/// The stored session and its age in seconds.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn load(conn: &mut Conn, seal: &Seal) -> Result<Option<(Masked, u64)>, StoreError> {
    let text = settings::get(conn, NAME).await?;
    let Some((token, at)) = text.and_then(|text| seal.open(&text)) else { return Ok(None) };
    let age = conn.now().await?.saturating_sub(at);
    // A clock that was set back would make the session younger than it is: then it is as old as can be.
    Ok(Some((token, u64::try_from(age).unwrap_or(u64::MAX))))
}

/// Stores a session in place of the one before.
///
/// # Errors
/// [`StoreError::Db`]
pub async fn save(conn: &mut Conn, seal: &Seal, token: &Masked) -> Result<(), StoreError> {
    let at = conn.now().await?;
    let text =
        seal.seal(token, at).ok_or_else(|| DbError::Query("the session could not be sealed".into()))?;
    settings::put(conn, NAME, &text).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(secret: &str, account: &str) -> Seal {
        Seal::new(&[&Masked::new("db"), &Masked::new(secret)], account).unwrap()
    }

    #[test]
    fn a_sealed_session_opens_with_the_same_secrets_and_account_only() {
        let token = Masked::new("abc:def");
        let text = seal("x", "a").seal(&token, 7).unwrap();
        assert!(!text.contains("abc"));
        assert_eq!(seal("x", "a").open(&text), Some((token, 7)));
        assert_eq!(seal("y", "a").open(&text), None);
        assert_eq!(seal("x", "b").open(&text), None);
        let cut = text.get(..text.len() - 4).unwrap();
        for broken in ["", "sealed1:", "sealed1:!!!!", "sealed1:AAAA", "abc123", cut] {
            assert_eq!(seal("x", "a").open(broken), None, "{broken}");
        }
    }

    #[test]
    fn no_two_sealed_texts_are_alike() {
        let seal = seal("x", "a");
        assert_ne!(seal.seal(&Masked::new("t"), 1), seal.seal(&Masked::new("t"), 1));
    }
}
