//! Hosts that are not what they look like (UTS #39): letters of several scripts in one word, or letters that all look
//! like plain ones.
//!
//! Invariant: when in doubt a host counts as misleading. Then the one that is really asked is shown as well, in punycode.

use unicode_security::{GeneralSecurityProfile, RestrictionLevel, RestrictionLevelDetection, skeleton};

/// No name in the DNS is longer.
const LONGEST: usize = 253;

/// What to show beside a link whose host is written like this, and is really `host`; `None` where it is as it looks.
pub fn truth(written: &str, host: &str) -> Option<String> {
    let honest = if written.is_ascii() {
        written.eq_ignore_ascii_case(host)
    } else {
        written.len() <= LONGEST
            && url::Host::parse(written).is_ok_and(|parsed| parsed.to_string() == host)
            && written.split('.').all(is_as_it_looks)
    };
    (!honest).then(|| host.to_owned())
}

fn is_as_it_looks(label: &str) -> bool {
    label.is_ascii()
        || (label.check_restriction_level(RestrictionLevel::HighlyRestrictive)
            && label.chars().all(GeneralSecurityProfile::identifier_allowed)
            // Small letters throughout: capitals of other scripts are folded before the host is asked.
            && !skeleton(&label.to_lowercase()).all(|c| c.is_ascii()))
}
