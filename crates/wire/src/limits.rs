//! How large and how deep one frame may be (XEP-0205, XEP-0478).
//!
//! Invariant: these are checked while the text is walked, before a tree exists. A deep tree would overflow the
//! stack when it is cloned or dropped, which no program can catch.

/// The bounds of one frame. `attributes` and `namespaces` count per element, everything else per frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Length of the frame in bytes of UTF-8.
    pub bytes: usize,
    /// Levels of nesting; the top-level element is level 1.
    pub depth: usize,
    /// Elements in the frame.
    pub elements: usize,
    /// Attributes of one element, namespace declarations not counted.
    pub attributes: usize,
    /// Namespace declarations on one element.
    pub namespaces: usize,
}

impl Limits {
    /// What a server takes from somebody who has not signed in yet.
    pub const BEFORE_AUTH: Limits = Limits { bytes: 8 * 1024, depth: 16, elements: 32, attributes: 32, namespaces: 8 };

    /// What a server takes from somebody who has signed in.
    pub const STANZA: Limits = Limits { bytes: 256 * 1024, depth: 64, elements: 10_000, attributes: 64, namespaces: 32 };

    /// What a client takes from its own server. Larger than [`Limits::STANZA`], because the roster of a whole company
    /// comes in one stanza and has no pages.
    pub const READING: Limits = Limits { bytes: 8 * 1024 * 1024, depth: 64, elements: 100_000, attributes: 64, namespaces: 32 };
}
