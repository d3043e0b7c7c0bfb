//! One WebSocket message (RFC 7395): limits are kept, and what was read, written and read again is the same.

use wire::{
    Element,
    frame::{FrameError, classify, parse, serialize},
    limits::Limits,
};

pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let strict = parse(text, &Limits::BEFORE_AUTH);
    let wide = parse(text, &Limits::STANZA);
    match (&strict, &wide) {
        (Ok(strict), wide) => assert_eq!(Ok(strict), wide.as_ref(), "a narrower limit reads something else"),
        // The wider limit may only go further, to more XML or to another fault.
        (Err(FrameError::TooLarge), _) => assert!(text.len() > Limits::BEFORE_AUTH.bytes),
        (Err(FrameError::NotXml | FrameError::NotOneElement), wide) => assert!(wide.is_err()),
        (Err(_), _) => {}
    }
    for (read, limits) in [(strict, Limits::BEFORE_AUTH), (wide, Limits::STANZA)] {
        let Ok(element) = read else { continue };
        assert!(text.len() <= limits.bytes && depth(&element) <= limits.depth && count(&element) <= limits.elements);
        let written = serialize(&element);
        assert_eq!(parse(&written, &Limits::READING).as_ref(), Ok(&element), "written as {written}");
        assert_eq!(serialize(&super::through_text(&element)), written, "writing is not settled");
        let _ = classify(element);
    }
}

fn depth(element: &Element) -> usize {
    1 + element.children().map(depth).max().unwrap_or(0)
}

fn count(element: &Element) -> usize {
    1 + element.children().map(count).sum::<usize>()
}
