//! Entity capabilities (XEP-0115): what a client can do, told in its presence by a hash.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minidom::Element;
use sha1::{Digest as _, Sha1};

use crate::ns;
use crate::payload::disco::Info;
use crate::payload::form::{Field, Form};
use crate::stanza::element;

/// `<c/>`
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Caps {
    /// The hash's name. Only `sha-1` can be verified, and nothing else is in use.
    pub hash: String,
    /// The program, as a URI.
    pub node: String,
    pub ver: String,
}

impl Caps {
    /// The capabilities to announce for a description of ourselves.
    pub fn of(node: &str, info: &Info) -> Caps {
        Caps { hash: "sha-1".into(), node: node.into(), ver: verification(info) }
    }

    /// The node to ask for, and to be asked for.
    pub fn info_node(&self) -> String {
        format!("{}#{}", self.node, self.ver)
    }

    /// The element to put into presence.
    pub fn to_element(&self) -> Element {
        element("c", ns::CAPS).attr("hash", &self.hash).attr("node", &self.node).attr("ver", &self.ver).done()
    }

    /// What a presence announces. Without `hash` it is the old form that nobody can verify: none.
    pub fn from_presence(presence: &Element) -> Option<Caps> {
        let caps = presence.get_child("c", ns::CAPS)?;
        let read = |name: &str| caps.attrs().get(&rxml::Namespace::NONE, name).filter(|value| value.len() <= 1024).cloned();
        Some(Caps { hash: read("hash")?, node: read("node")?, ver: read("ver")? })
    }

    /// Whether a description is the one announced, so that it may be remembered for everybody who announces the same
    /// (§5.4). One with doubled parts is not, or it could be forged to collide.
    pub fn is_proved_by(&self, info: &Info) -> bool {
        self.hash == "sha-1" && !has_doubles(info) && verification(info) == self.ver
    }
}

/// The verification string of §5.1, hashed.
pub fn verification(info: &Info) -> String {
    let mut text = String::new();
    let mut identities: Vec<_> = info
        .identities
        .iter()
        .map(|identity| {
            [
                &identity.category,
                &identity.kind,
                identity.lang.as_deref().unwrap_or_default(),
                identity.name.as_deref().unwrap_or_default(),
            ]
            .join("/")
        })
        .collect();
    identities.sort_unstable();
    let mut features: Vec<&str> = info.features.iter().map(String::as_str).collect();
    features.sort_unstable();
    for part in identities.iter().map(String::as_str).chain(features) {
        text.push_str(part);
        text.push('<');
    }
    // A form without a hidden FORM_TYPE does not count.
    let mut forms: Vec<(&str, &Form)> = info.forms.iter().filter_map(|form| Some((form_type(form)?, form))).collect();
    forms.sort_by_key(|(form_type, _)| *form_type);
    for (form_type, form) in forms {
        text.push_str(form_type);
        text.push('<');
        let mut fields: Vec<&Field> = form.fields.iter().filter(|field| field.var != "FORM_TYPE").collect();
        fields.sort_by_key(|field| field.var.as_str());
        for field in fields {
            text.push_str(&field.var);
            text.push('<');
            let mut values: Vec<&str> = field.values.iter().map(String::as_str).collect();
            values.sort_unstable();
            for value in values {
                text.push_str(value);
                text.push('<');
            }
        }
    }
    STANDARD.encode(Sha1::digest(text.as_bytes()))
}

fn form_type(form: &Form) -> Option<&str> {
    form.field("FORM_TYPE").filter(|field| field.kind == "hidden").and_then(|field| field.values.first()).map(String::as_str)
}

fn has_doubles(info: &Info) -> bool {
    fn doubled<T: Ord>(mut items: Vec<T>) -> bool {
        items.sort_unstable();
        items.windows(2).any(|pair| matches!(pair, [a, b] if a == b))
    }
    let identities = info.identities.iter().map(|identity| (&identity.category, &identity.kind, &identity.lang)).collect();
    doubled::<(&String, &String, &Option<String>)>(identities)
        || doubled(info.features.iter().collect())
        || doubled(info.forms.iter().filter_map(form_type).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::payload::disco::Identity;
    use crate::payload::xml;
    use crate::stanza::element;

    fn simple() -> Info {
        Info {
            identities: vec![Identity::new("client", "pc", "Exodus 0.9.1")],
            features: ["caps", "muc", "disco#info", "disco#items"]
                .iter()
                .map(|name| format!("http://jabber.org/protocol/{name}"))
                .collect(),
            ..Info::default()
        }
    }

    #[test]
    fn the_simple_example_of_the_xep() {
        assert_eq!(verification(&simple()), "QgayPKawpkPSDYmwT/WM94uAlu0=");
    }

    #[test]
    fn the_complex_example_of_the_xep() {
        let query = xml("<query xmlns='http://jabber.org/protocol/disco#info'>\
             <identity xml:lang='en' category='client' name='Psi 0.11' type='pc'/>\
             <identity xml:lang='el' category='client' name='Ψ 0.11' type='pc'/>\
             <feature var='http://jabber.org/protocol/caps'/><feature var='http://jabber.org/protocol/disco#info'/>\
             <feature var='http://jabber.org/protocol/disco#items'/><feature var='http://jabber.org/protocol/muc'/>\
             <x xmlns='jabber:x:data' type='result'>\
             <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>\
             <field var='ip_version' type='text-multi'><value>ipv4</value><value>ipv6</value></field>\
             <field var='os'><value>Mac</value></field><field var='os_version'><value>10.5.1</value></field>\
             <field var='software'><value>Psi</value></field><field var='software_version'><value>0.11</value></field></x></query>");
        assert_eq!(verification(&Info::from_element(&query).unwrap()), "q07IKJEyjvHSyhy//CH0CxmKi8w=");
    }

    #[test]
    fn only_the_announced_description_proves_it() {
        let caps = Caps::of("https://hallway.example", &simple());
        assert!(caps.is_proved_by(&simple()));
        let presence = element("presence", ns::CLIENT).child(caps.to_element()).done();
        assert_eq!(Caps::from_presence(&presence), Some(caps.clone()));
        let mut other = simple();
        other.features.push("x".into());
        assert!(!caps.is_proved_by(&other));
        let mut doubled = simple();
        doubled.features.push(doubled.features.first().unwrap().clone());
        assert!(!Caps::of("n", &doubled).is_proved_by(&doubled));
        let old = xml("<presence xmlns='jabber:client'><c xmlns='http://jabber.org/protocol/caps' node='n' ver='1'/></presence>");
        assert_eq!(Caps::from_presence(&old), None);
    }
}
