//! Ad-hoc commands (XEP-0050), as far as one step goes: run it, with a form if it takes one, and hear how it ended.

use minidom::Element;

use crate::ns;
use crate::payload::form::Form;
use crate::stanza::{element, field};

/// A command being run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    pub node: String,
    /// `execute` when missing; `cancel` ends it.
    pub action: Option<String>,
    pub session: Option<String>,
    pub form: Option<Form>,
}

impl Command {
    /// To be run at once, with the answers it takes.
    pub fn run(node: &str, form: Option<Form>) -> Command {
        Command { node: node.to_owned(), action: Some("execute".into()), session: None, form }
    }

    /// Payload of an iq set.
    pub fn to_element(&self) -> Element {
        element("command", ns::COMMANDS)
            .attr("node", &self.node)
            .attr_opt("action", self.action.as_deref())
            .attr_opt("sessionid", self.session.as_deref())
            .child_opt(self.form.as_ref().map(Form::to_element))
            .done()
    }

    /// Reads the payload.
    pub fn from_element(command: &Element) -> Option<Command> {
        if !command.is("command", ns::COMMANDS) {
            return None;
        }
        let text = |name: &str| command.attr(name).filter(|text| !text.is_empty()).map(str::to_owned);
        Some(Command { node: text("node")?, action: text("action"), session: text("sessionid"), form: Form::from_parent(command) })
    }

    /// Whether it is to be ended without doing anything.
    pub fn is_cancelled(&self) -> bool {
        self.action.as_deref() == Some("cancel")
    }
}

/// How a command goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// There is a form to be filled in.
    Executing,
    #[default]
    Completed,
    Cancelled,
}

impl Status {
    fn name(self) -> &'static str {
        match self {
            Status::Executing => "executing",
            Status::Completed => "completed",
            Status::Cancelled => "canceled",
        }
    }
}

/// The answer to a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub node: String,
    pub session: String,
    pub status: Status,
    pub form: Option<Form>,
    /// For people.
    pub note: Option<String>,
}

impl Answer {
    /// Payload of the iq result.
    pub fn to_element(&self) -> Element {
        let note = self.note.as_deref().map(|note| element("note", ns::COMMANDS).attr("type", "info").text(note).done());
        element("command", ns::COMMANDS)
            .attr("node", &self.node)
            .attr("sessionid", &self.session)
            .attr("status", self.status.name())
            .child_opt(note)
            .child_opt(self.form.as_ref().map(Form::to_element))
            .done()
    }

    /// Reads the payload. A status that is not known is read as an end.
    pub fn from_element(command: &Element) -> Option<Answer> {
        if !command.is("command", ns::COMMANDS) {
            return None;
        }
        let text = |name: &str| command.attr(name).unwrap_or_default().to_owned();
        let status = match command.attr("status") {
            Some("executing") => Status::Executing,
            Some("canceled") => Status::Cancelled,
            _ => Status::Completed,
        };
        Some(Answer {
            node: text("node"),
            session: text("sessionid"),
            status,
            form: Form::from_parent(command),
            note: field(command, "note"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_and_answers_come_back() {
        let command = Command::run("n", Some(Form::new("submit", "t").with("a", "1")));
        assert_eq!(Command::from_element(&command.to_element()), Some(command));
        assert_eq!(Command::from_element(&element("command", ns::COMMANDS).done()), None);
        for status in [Status::Executing, Status::Completed, Status::Cancelled] {
            let answer = Answer {
                node: "n".into(),
                session: "s".into(),
                status,
                form: Some(Form::new("form", "t")),
                note: Some("done".into()),
            };
            assert_eq!(Answer::from_element(&answer.to_element()), Some(answer));
        }
    }
}
