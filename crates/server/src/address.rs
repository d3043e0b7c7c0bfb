//! Addresses (RFC 7622): preparing account names and taking JIDs apart.
//!
//! Invariant: every account name and bare JID kept or compared inside the server went through here, so that
//! `Anna@Host` and `anna@host` are one person.

use jid::Jid;

/// A local part in the form in which accounts are kept, or nothing when it is none.
pub fn account_name(text: &str) -> Option<String> {
    let node = jid::NodePart::new(text.trim()).ok()?;
    Some(node.to_string())
}

/// A JID taken apart and prepared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub local: Option<String>,
    pub domain: String,
    pub resource: Option<String>,
}

impl Address {
    pub fn parse(text: &str) -> Option<Self> {
        let jid = Jid::new(text).ok()?;
        Some(Self {
            local: jid.node().map(|node| node.to_string()),
            domain: jid.domain().to_string(),
            resource: jid.resource().map(|resource| resource.to_string()),
        })
    }

    /// Without the resource.
    pub fn bare(&self) -> String {
        match &self.local {
            Some(local) => format!("{local}@{}", self.domain),
            None => self.domain.clone(),
        }
    }
}

/// A resource in the form in which it is kept.
pub fn resource_name(text: &str) -> Option<String> {
    let resource = jid::ResourcePart::new(text).ok()?;
    Some(resource.to_string())
}

/// A domain name prepared for comparing.
pub fn domain_name(text: &str) -> Option<String> {
    let address = Address::parse(text)?;
    (address.local.is_none() && address.resource.is_none()).then_some(address.domain)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folded() {
        assert_eq!(account_name(" Anna.Berg "), Some("anna.berg".into()));
        assert_eq!(account_name("a@b"), None);
        assert_eq!(account_name(""), None);
        assert_eq!(Address::parse("Anna@Host/Desk").unwrap().bare(), "anna@host");
        assert_eq!(domain_name("a@b"), None);
    }
}
