//! The targets, one a file.

pub mod archive;
pub mod discovery;
pub mod frame;
pub mod ipc;
pub mod links;
pub mod negotiation;
pub mod payload;
pub mod pubsub;
pub mod sasl;
pub mod stanza;
pub mod text;
pub mod upload;

use std::fmt::Debug;
use wire::{Element, frame as frames, limits::Limits};

/// The input as one element, as a client would take it.
fn element(data: &[u8]) -> Option<Element> {
    frames::parse(std::str::from_utf8(data).ok()?, &Limits::STANZA).ok()
}

/// Every element of the tree, the top one first.
fn each(top: &Element, look: &mut impl FnMut(&Element)) {
    look(top);
    for child in top.children() {
        each(child, look);
    }
}

/// What a reader made of an element, written and read again, is the same.
fn comes_back<T: PartialEq + Debug>(read: Option<T>, write: impl Fn(&T) -> Element, again: impl Fn(&Element) -> Option<T>) {
    let Some(read) = read else { return };
    let written = through_text(&write(&read));
    assert_eq!(again(&written).as_ref(), Some(&read), "written as {}", frames::serialize(&written));
}

/// The element as the other side gets it.
fn through_text(element: &Element) -> Element {
    let text = frames::serialize(element);
    match frames::parse(&text, &Limits::READING) {
        Ok(element) => element,
        Err(error) => panic!("what we write cannot be read ({error}): {text}"),
    }
}
