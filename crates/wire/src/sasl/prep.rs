//! SASLprep (RFC 4013) for names and passwords.

use std::borrow::Cow;

use zeroize::Zeroizing;

use super::SaslError;
use crate::secret::Password;

/// Prepares a user name.
pub(super) fn name(name: &str) -> Result<String, SaslError> {
    let name = stringprep::saslprep(name).map_err(|_| SaslError::Unpreparable)?;
    if name.is_empty() { Err(SaslError::Unpreparable) } else { Ok(name.into_owned()) }
}

/// Prepares a password. The profile knows Unicode 3.2 only; a password with later characters (an emoji) is used as it
/// was typed, as other implementations do, instead of locking its owner out.
pub(super) fn password(password: &Password) -> Result<Zeroizing<String>, SaslError> {
    let typed = password.reveal();
    let prepared = match stringprep::saslprep(typed) {
        Ok(prepared) => prepared,
        Err(_) if typed.chars().any(stringprep::tables::unassigned_code_point) => Cow::Borrowed(typed),
        Err(_) => return Err(SaslError::Unpreparable),
    };
    if prepared.is_empty() { Err(SaslError::Unpreparable) } else { Ok(Zeroizing::new(prepared.into_owned())) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_rfc() {
        assert_eq!(name("I\u{ad}X").unwrap(), "IX");
        assert_eq!(name("USER").unwrap(), "USER");
        assert_eq!(name("\u{aa}").unwrap(), "a");
        assert_eq!(name("\u{2168}").unwrap(), "IX");
        assert_eq!(name("\u{7}"), Err(SaslError::Unpreparable));
        assert_eq!(name("\u{627}1"), Err(SaslError::Unpreparable));
        assert_eq!(name(""), Err(SaslError::Unpreparable));
    }

    #[test]
    fn passwords_with_newer_characters_are_kept() {
        let prep = |text: &str| password(&Password::new(text.into())).map(|text| text.to_string());
        assert_eq!(prep("p\u{ad}w🦀"), Ok("p\u{ad}w🦀".into()));
        assert_eq!(prep("caf\u{65}\u{301}"), Ok("caf\u{e9}".into()));
        assert_eq!(prep("a\u{7}"), Err(SaslError::Unpreparable));
        assert_eq!(prep("\u{ad}"), Err(SaslError::Unpreparable));
    }
}
