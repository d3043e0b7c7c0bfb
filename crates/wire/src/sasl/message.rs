//! The text of SCRAM messages: `a=…,b=…` (RFC 5802 §7).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::SaslError;

/// Longest message that is read at all, in bytes.
const LONGEST: usize = 4 * 1024;

/// The message as text of bounded length.
pub(super) fn text(data: &[u8]) -> Result<&str, SaslError> {
    if data.len() > LONGEST {
        return Err(SaslError::Malformed);
    }
    std::str::from_utf8(data).map_err(|_| SaslError::Malformed)
}

/// Reads the attribute `name` at the start of `rest` and moves `rest` behind its comma.
pub(super) fn take<'t>(rest: &mut &'t str, name: char) -> Result<&'t str, SaslError> {
    let (part, after) = rest.split_once(',').unwrap_or((rest, ""));
    let value = part.strip_prefix(name).and_then(|part| part.strip_prefix('=')).ok_or(SaslError::Malformed)?;
    *rest = after;
    Ok(value)
}

/// Any printable ASCII but the comma, of sane length.
pub(super) fn checked_nonce(nonce: &str) -> Result<&str, SaslError> {
    let printable = nonce.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',');
    if nonce.is_empty() || nonce.len() > 512 || !printable { Err(SaslError::Malformed) } else { Ok(nonce) }
}

/// A comma or equals sign in a name would end it.
pub(super) fn escape(name: &str) -> String {
    name.replace('=', "=3D").replace(',', "=2C")
}

/// The way back; any other use of the equals sign is refused (RFC 5802 §5.1).
pub(super) fn unescape(name: &str) -> Result<String, SaslError> {
    let mut parts = name.split('=');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        if let Some(part) = part.strip_prefix("2C") {
            out.push(',');
            out.push_str(part);
        } else if let Some(part) = part.strip_prefix("3D") {
            out.push('=');
            out.push_str(part);
        } else {
            return Err(SaslError::Malformed);
        }
    }
    Ok(out)
}

pub(super) fn encode(data: &[u8]) -> String {
    STANDARD.encode(data)
}

pub(super) fn decode(text: &str) -> Result<Vec<u8>, SaslError> {
    STANDARD.decode(text).map_err(|_| SaslError::Malformed)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped_both_ways() {
        for name in ["a,b", "a=b", "=2C", "=", ",", "plain", "=3D=2C,"] {
            assert_eq!(unescape(&escape(name)).unwrap(), name);
            assert!(!escape(name).contains(','));
        }
        for bad in ["=", "a=", "=2c", "=41", "a=b"] {
            assert!(unescape(bad).is_err(), "{bad}");
        }
    }
}
