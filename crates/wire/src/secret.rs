//! A password in memory.
//!
//! Invariant: it is wiped when dropped and appears in no log: `Debug` prints nothing of it, `Display` and serde do not
//! exist for it.

use std::fmt;

use zeroize::Zeroizing;

/// A password as the user typed it, before SASLprep.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes the text over; it is wiped with this value.
    pub fn new(text: String) -> Password {
        Password(Zeroizing::new(text))
    }

    /// The text itself. Call this only where it is used, and never to log it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

impl From<String> for Password {
    fn from(text: String) -> Password {
        Password::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_says_nothing() {
        let password = Password::new("CANARY".into());
        assert_eq!(format!("{password:?}"), "Password(…)");
        assert_eq!(password.reveal(), "CANARY");
    }
}
