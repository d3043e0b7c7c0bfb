//! A message in one line, for lists, pins, notifications and what the OS announces.

use crate::{files::name, text::preview};
use store::MessageRecord;

/// Its words, or the name of its file; nothing where it was taken back.
pub fn of(record: &MessageRecord) -> String {
    let words = preview(&record.body, record.unstyled);
    match &record.file {
        Some(file) if words.is_empty() && record.retracted.is_none() => name::safe(&file.file.name),
        _ => words,
    }
}
