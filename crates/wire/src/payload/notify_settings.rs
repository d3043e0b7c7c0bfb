//! When a conversation may make itself heard (XEP-0492): in the extensions of a room's bookmark (XEP-0402), and in the
//! item that keeps what was chosen for a conversation ([`super::conversation`]).
//!
//! Settings of other kinds of clients, and what others keep in `<advanced/>`, stay as they are when ours change.

use minidom::Element;

use crate::ns;
use crate::stanza::{attr, element};
use crate::time;

/// For which messages of a conversation somebody is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Never,
    OnMention,
    Always,
}

/// The setting of one conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    pub level: Level,
    /// Holds until then, in milliseconds since 1970; without it, for good.
    pub until: Option<i64>,
}

impl Level {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Level::Never => "never",
            Level::OnMention => "on-mention",
            Level::Always => "always",
        }
    }

    /// `None` if it is not known.
    pub fn from_name(name: &str) -> Option<Level> {
        [Level::Never, Level::OnMention, Level::Always].into_iter().find(|level| level.name() == name)
    }
}

/// How well an element fits a desktop client: 2 and 1 are for it, 0 for everybody; `None` is for others.
fn fit(element: &Element) -> Option<u8> {
    // The first version of the specification said it in one attribute.
    let category = attr(element, "identity-category").or_else(|| attr(element, "client-category"));
    match (category, attr(element, "identity-type")) {
        (None, None) => Some(0),
        (Some("client"), None) => Some(1),
        (Some("client"), Some("pc")) | (Some("pc"), None) => Some(2),
        _ => None,
    }
}

impl Setting {
    /// The setting for a desktop client among the children of `parent`: a bookmark's `<extensions/>`, or an item.
    pub fn from_parent(parent: &Element) -> Option<Setting> {
        let notify = [ns::NOTIFY_SETTINGS, ns::NOTIFY_SETTINGS_0].into_iter().find_map(|ns| parent.get_child("notify", ns))?;
        let ours = notify.children().filter_map(|child| Some((fit(child)?, Level::from_name(child.name())?, child)));
        let (_, level, chosen) = ours.max_by_key(|(fit, level, _)| (*fit, *level == Level::Never))?;
        let until = chosen.children().find(|child| child.name() == "advanced");
        let until = until.and_then(|advanced| advanced.get_child("until", ns::CHAT_NOTIFY));
        Some(Setting { level, until: until.and_then(|until| until.attr("stamp")).and_then(time::parse) })
    }

    /// `<notify/>` with this setting, and with everything `former` says to other clients.
    pub fn to_element(self, former: Option<&Element>) -> Element {
        let former = former.filter(|former| former.is("notify", ns::NOTIFY_SETTINGS));
        let (ours, theirs): (Vec<&Element>, Vec<&Element>) =
            former.into_iter().flat_map(Element::children).partition(|child| fit(child).is_some());
        let advanced =
            ours.iter().filter(|child| fit(child) == Some(0)).filter_map(|child| child.get_child("advanced", ns::NOTIFY_SETTINGS));
        let mut kept: Vec<Element> =
            advanced.flat_map(Element::children).filter(|child| !child.is("until", ns::CHAT_NOTIFY)).cloned().collect();
        kept.extend(self.until.map(|at| element("until", ns::CHAT_NOTIFY).attr("stamp", time::format(at)).done()));
        let advanced = (!kept.is_empty()).then(|| element("advanced", ns::NOTIFY_SETTINGS).children(kept).done());
        element("notify", ns::NOTIFY_SETTINGS)
            .children(theirs.into_iter().cloned())
            .child(element(self.level.name(), ns::NOTIFY_SETTINGS).child_opt(advanced))
            .done()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::payload::xml;

    #[test]
    fn settings_come_back() {
        for level in [Level::Never, Level::OnMention, Level::Always] {
            for until in [None, Some(1_700_000_000_000)] {
                let setting = Setting { level, until };
                let extensions = element("extensions", ns::BOOKMARKS).child(setting.to_element(None)).done();
                assert_eq!(Setting::from_parent(&extensions), Some(setting));
            }
        }
    }

    #[test]
    fn the_setting_that_fits_best_counts() {
        let read = |inner: &str, version: u8| {
            let text = format!("<x xmlns='u'><notify xmlns='urn:xmpp:notification-settings:{version}'>{inner}</notify></x>");
            Setting::from_parent(&xml(&text)).map(|setting| setting.level)
        };
        let all = "<never identity-category='client' identity-type='pc'/><on-mention identity-category='client'/><always/>";
        assert_eq!(read(all, 1), Some(Level::Never));
        assert_eq!(read("<on-mention identity-category='client'/><always/>", 1), Some(Level::OnMention));
        assert_eq!(read("<never identity-category='client' identity-type='phone'/><always/>", 1), Some(Level::Always));
        assert_eq!(read("<on-mention/>", 0), Some(Level::OnMention));
        assert_eq!(read("<sometimes/>", 1), None);
        assert_eq!(read("", 1), None);
    }

    #[test]
    fn what_others_set_stays() {
        let former = xml(
            "<notify xmlns='urn:xmpp:notification-settings:1'><always identity-category='client' identity-type='phone'/>\
             <never identity-category='client' identity-type='pc'/>\
             <always><advanced><weather xmlns='urn:other'/><until xmlns='urn:hallway:notify:0' stamp='2024-01-01T00:00:00Z'/></advanced></always>\
             </notify>",
        );
        let new = Setting { level: Level::OnMention, until: None }.to_element(Some(&former));
        let expected =
            xml("<notify xmlns='urn:xmpp:notification-settings:1'><always identity-category='client' identity-type='phone'/>\
             <on-mention><advanced><weather xmlns='urn:other'/></advanced></on-mention></notify>");
        assert_eq!(new, expected);
    }
}
