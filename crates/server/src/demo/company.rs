//! The people of the sample company, read from `company.txt`.
//!
//! Invariant: only the two accounts that are announced can sign in; everybody else has no password at all.

use std::sync::LazyLock;

use wire::ns;
use wire::sasl::Verifier;
use wire::stanza::element;

use super::dice::fingerprint;
use super::portraits::{Face, portrait};
use super::{ACCOUNT, SECOND};
use crate::administration::Person;
use crate::core::Turn;
use crate::storage::StorageError;
use crate::storage::accounts::Details;
use crate::storage::contacts::{self, Contact};

/// One line of the sample.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Empty for guests.
    pub department: &'static str,
    pub name: &'static str,
    pub account: &'static str,
    pub title: &'static str,
    phone: &'static str,
    face: Option<Face>,
}

static SAMPLES: LazyLock<Vec<Sample>> =
    LazyLock::new(|| include_str!("company.txt").lines().filter(|line| !line.starts_with('#')).filter_map(read).collect());

fn read(line: &'static str) -> Option<Sample> {
    let mut cells = line.split('|').map(str::trim);
    let mut cell = || cells.next();
    Some(Sample { department: cell()?, name: cell()?, account: cell()?, title: cell()?, phone: cell()?, face: Face::read(cell()?) })
}

pub fn samples() -> &'static [Sample] {
    &SAMPLES
}

/// People in the company, guests left out.
pub fn count() -> usize {
    samples().iter().filter(|sample| !sample.department.is_empty()).count()
}

/// Everyone, ready to be added.
pub fn people(verifier: &Verifier) -> Vec<Person> {
    samples().iter().map(|sample| person(sample, verifier)).collect()
}

fn person(sample: &Sample, verifier: &Verifier) -> Person {
    let guest = sample.department.is_empty();
    let phone = if guest { String::new() } else { format!("+49 40 5557 {}", sample.phone) };
    let picture = sample.face.and_then(|face| portrait(face, fingerprint(sample.account)));
    Person {
        account: sample.account.to_owned(),
        details: Details {
            full_name: sample.name.to_owned(),
            email: format!("{}@example.com", sample.account),
            title: sample.title.to_owned(),
            phone,
        },
        departments: if guest { Vec::new() } else { vec![sample.department.to_owned()] },
        verifier: [ACCOUNT, SECOND].contains(&sample.account).then(|| verifier.clone()),
        picture: picture.map(|bytes| ("image/png".to_owned(), bytes)),
    }
}

/// The guest who waits for an answer to a contact request.
pub const GUEST: &str = "malik.osei";

/// Writes the unanswered request of the guest to the demo account.
pub fn ask_to_be_contacts(turn: &Turn<'_>) -> Result<(), StorageError> {
    let (asker, asked) = (turn.bare_of(GUEST), turn.bare_of(ACCOUNT));
    let name = samples().iter().find(|sample| sample.account == GUEST).map_or(GUEST, |sample| sample.name);
    let request = element("presence", ns::CLIENT)
        .attr("type", "subscribe")
        .attr("from", &asker)
        .attr("to", &asked)
        .child(element("nick", ns::NICK).text(name))
        .field("status", "We met at the photo day. Shall we stay in touch here?")
        .done();
    let waiting = Contact { request: Some(wire::frame::serialize(&request)), ..Contact::new(&asker) };
    contacts::put(turn.db, ACCOUNT, &waiting)?;
    let asking = Contact { listed: true, asked: true, name: "Anna Berg".into(), ..Contact::new(&asked) };
    contacts::put(turn.db, GUEST, &asking)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use crate::address::account_name;
    use crate::storage::company::department_path;

    #[test]
    fn the_sample_is_whole() {
        assert!((60..70).contains(&count()), "{}", count());
        let mut names: Vec<&str> = samples().iter().map(|sample| sample.account).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), samples().len());
        for sample in samples() {
            assert_eq!(account_name(sample.account).as_deref(), Some(sample.account));
            assert!(sample.department.is_empty() || department_path(sample.department).is_ok(), "{sample:?}");
        }
        assert!(samples().iter().filter(|sample| sample.face.is_none()).count() >= 4);
        assert!(samples().iter().any(|sample| sample.department.matches("::").count() >= 1));
    }
}
