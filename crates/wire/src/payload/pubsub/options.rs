//! How a node is to be: the form of publish-options and of a node's configuration (XEP-0060 §7.1.5, §8.2).

use crate::payload::form::Form;

/// Who may see a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Open,
    /// Who sees the owner's presence.
    Presence,
    /// Some groups of the owner's roster.
    Roster,
    /// Who the owner lists; nobody else by default. What private things need.
    Whitelist,
    Authorize,
}

impl Access {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Access::Open => "open",
            Access::Presence => "presence",
            Access::Roster => "roster",
            Access::Whitelist => "whitelist",
            Access::Authorize => "authorize",
        }
    }

    /// `None` if it is not known.
    pub fn from_name(name: &str) -> Option<Access> {
        [Access::Open, Access::Presence, Access::Roster, Access::Whitelist, Access::Authorize]
            .into_iter()
            .find(|access| access.name() == name.trim())
    }
}

/// How many items a node keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaxItems {
    /// As many as the server can.
    Max,
    Count(u32),
}

/// The options in use here; `None` leaves one to the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub access: Option<Access>,
    pub persist: Option<bool>,
    pub max_items: Option<MaxItems>,
    /// `never`, `on_sub` or `on_sub_and_presence`.
    pub send_last_published_item: Option<String>,
    /// Whether events carry the items.
    pub deliver_payloads: Option<bool>,
}

impl Options {
    /// The form to submit, of this type.
    pub fn to_form(&self, form_type: &str) -> Form {
        let flag = |flag: Option<bool>| flag.map(|flag| if flag { "1" } else { "0" });
        let max = self.max_items.map(|max| match max {
            MaxItems::Max => "max".to_owned(),
            MaxItems::Count(count) => count.to_string(),
        });
        Form::new("submit", form_type)
            .with_opt("pubsub#persist_items", flag(self.persist))
            .with_opt("pubsub#access_model", self.access.map(Access::name))
            .with_opt("pubsub#max_items", max)
            .with_opt("pubsub#send_last_published_item", self.send_last_published_item.as_deref())
            .with_opt("pubsub#deliver_payloads", flag(self.deliver_payloads))
    }

    /// Reads a form. An access model that is not known is read as [`Access::Whitelist`], the narrowest.
    pub fn from_form(form: &Form) -> Options {
        Options {
            access: form.value("pubsub#access_model").map(|name| Access::from_name(name).unwrap_or(Access::Whitelist)),
            persist: form.flag("pubsub#persist_items"),
            max_items: form.value("pubsub#max_items").and_then(|max| match max.trim() {
                "max" => Some(MaxItems::Max),
                count => count.parse().ok().map(MaxItems::Count),
            }),
            send_last_published_item: form.value("pubsub#send_last_published_item").map(str::to_owned),
            deliver_payloads: form.flag("pubsub#deliver_payloads"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_come_back() {
        let options = Options {
            access: Some(Access::Whitelist),
            persist: Some(true),
            max_items: Some(MaxItems::Count(10)),
            send_last_published_item: Some("never".into()),
            deliver_payloads: Some(false),
        };
        assert_eq!(Options::from_form(&options.to_form("x")), options);
        assert_eq!(Options::from_form(&Options::default().to_form("x")), Options::default());
        let unknown = Form::new("submit", "x").with("pubsub#access_model", "everyone!").with("pubsub#max_items", "many");
        assert_eq!(Options::from_form(&unknown), Options { access: Some(Access::Whitelist), ..Options::default() });
    }
}
