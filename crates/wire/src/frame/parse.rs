//! Text to tree in one pass, with the limits applied to each event before anything is built from it.

use minidom::Element;
use rxml::error::EndOrError;
use rxml::{Namespace, NcName, Parse as _, RawEvent, RawParser};

use super::FrameError;
use crate::MAX_FRAME_PIECE;
use crate::limits::Limits;

/// Reads one frame.
///
/// # Errors
/// See [`FrameError`]; a frame that is refused for its shape was not built.
pub fn parse(text: &str, limits: &Limits) -> Result<Element, FrameError> {
    if text.len() > limits.bytes {
        return Err(FrameError::TooLarge);
    }
    // RFC 7395 §3.3.3: the first character of a frame is '<'. An XML declaration has no place in a frame either.
    if !text.starts_with('<') {
        return Err(FrameError::NotOneElement);
    }
    let mut parser = RawParser::new();
    let mut tree = Tree::new(limits);
    let mut rest = text;
    while !rest.is_empty() && tree.root.is_none() {
        let (piece, after) = rest.split_at(piece_end(rest));
        let mut bytes = piece.as_bytes();
        loop {
            match parser.parse(&mut bytes, false) {
                Ok(Some(event)) => tree.take(event)?,
                Ok(None) | Err(EndOrError::NeedMoreData) => break,
                Err(EndOrError::Error(_)) => return Err(FrameError::NotXml),
            }
            if tree.root.is_some() {
                break;
            }
        }
        // What the lexer has not looked at stays in `bytes`; it is a suffix of the piece.
        rest = if tree.root.is_some() { text.get(text.len() - after.len() - bytes.len()..).unwrap_or("") } else { after };
    }
    match tree.root {
        None => Err(FrameError::NotXml),
        Some(root) if rest.bytes().all(|byte| byte.is_ascii_whitespace()) => Ok(root),
        Some(_) => Err(FrameError::NotOneElement),
    }
}

/// Where to cut the next piece: at most [`MAX_FRAME_PIECE`] bytes, between characters.
fn piece_end(text: &str) -> usize {
    let mut end = text.len().min(MAX_FRAME_PIECE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

type Scope = Vec<(Option<NcName>, Namespace<'static>)>;

/// An opening tag of which not all attributes have been read.
struct Head {
    prefix: Option<NcName>,
    name: NcName,
    attributes: Vec<(Option<NcName>, NcName, String)>,
    scope: Scope,
}

/// The tree as far as it has been read. Namespaces are resolved here, because the raw events are the last place where
/// their declarations can be counted.
struct Tree<'l> {
    limits: &'l Limits,
    elements: usize,
    head: Option<Head>,
    open: Vec<Element>,
    scopes: Vec<Scope>,
    root: Option<Element>,
}

impl<'l> Tree<'l> {
    fn new(limits: &'l Limits) -> Tree<'l> {
        Tree { limits, elements: 0, head: None, open: Vec::new(), scopes: Vec::new(), root: None }
    }

    fn take(&mut self, event: RawEvent) -> Result<(), FrameError> {
        match event {
            RawEvent::XmlDeclaration(..) => Err(FrameError::NotXml),
            RawEvent::ElementHeadOpen(_, (prefix, name)) => self.open_head(prefix, name),
            RawEvent::Attribute(_, (prefix, name), value) => self.add_attribute(prefix, name, value),
            RawEvent::ElementHeadClose(_) => self.close_head(),
            RawEvent::Text(_, text) => {
                if let Some(parent) = self.open.last_mut() {
                    parent.append_text(text);
                }
                Ok(())
            }
            RawEvent::ElementFoot(_) => self.close_element(),
        }
    }

    fn open_head(&mut self, prefix: Option<NcName>, name: NcName) -> Result<(), FrameError> {
        self.elements += 1;
        if self.elements > self.limits.elements {
            return Err(FrameError::TooManyElements);
        }
        if self.open.len() >= self.limits.depth {
            return Err(FrameError::TooDeep);
        }
        self.head = Some(Head { prefix, name, attributes: Vec::new(), scope: Vec::new() });
        Ok(())
    }

    fn add_attribute(&mut self, prefix: Option<NcName>, name: NcName, value: String) -> Result<(), FrameError> {
        let head = self.head.as_mut().ok_or(FrameError::NotXml)?;
        let declared = match &prefix {
            None if name == "xmlns" => Some(None),
            Some(prefix) if prefix == "xmlns" => Some(Some(name.clone())),
            _ => None,
        };
        match declared {
            Some(declared) => {
                if head.scope.len() >= self.limits.namespaces {
                    return Err(FrameError::TooManyAttributes);
                }
                if head.scope.iter().any(|(known, _)| *known == declared) {
                    return Err(FrameError::NotXml);
                }
                head.scope.push((declared, Namespace::from(value)));
            }
            None => {
                if head.attributes.len() >= self.limits.attributes {
                    return Err(FrameError::TooManyAttributes);
                }
                head.attributes.push((prefix, name, value));
            }
        }
        Ok(())
    }

    fn close_head(&mut self) -> Result<(), FrameError> {
        let head = self.head.take().ok_or(FrameError::NotXml)?;
        self.scopes.push(head.scope);
        let namespace = self.resolve(head.prefix.as_ref())?;
        let mut element = Element::bare(head.name.as_str(), namespace.as_str());
        for (prefix, name, value) in head.attributes {
            let namespace = match prefix {
                None => Namespace::NONE,
                prefix => self.resolve(prefix.as_ref())?,
            };
            if element.attrs_mut().insert(namespace, name, value).is_some() {
                return Err(FrameError::NotXml);
            }
        }
        self.open.push(element);
        Ok(())
    }

    fn close_element(&mut self) -> Result<(), FrameError> {
        self.scopes.pop();
        let element = self.open.pop().ok_or(FrameError::NotXml)?;
        match self.open.last_mut() {
            Some(parent) => {
                parent.append_child(element);
            }
            None => self.root = Some(element),
        }
        Ok(())
    }

    /// Bounded by depth times declarations per element.
    fn resolve(&self, prefix: Option<&NcName>) -> Result<Namespace<'static>, FrameError> {
        if prefix.is_some_and(|prefix| prefix == "xml") {
            return Ok(Namespace::XML);
        }
        let declared = self.scopes.iter().rev().flatten().find(|(known, _)| known.as_ref() == prefix);
        match (declared, prefix) {
            (Some((_, namespace)), _) => Ok(namespace.clone()),
            (None, None) => Ok(Namespace::NONE),
            (None, Some(_)) => Err(FrameError::NotXml),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Element, FrameError> {
        parse(text, &Limits::STANZA)
    }

    #[test]
    fn prefixes_and_defaults_are_resolved() {
        let element =
            read("<s:features xmlns:s='urn:s' xml:lang='en' s:a='1'><b xmlns='urn:b'><c/></b><s:d/></s:features>").unwrap();
        assert!(element.is("features", "urn:s"));
        assert_eq!(element.attr_ns("urn:s", "a"), Some("1"));
        assert_eq!(element.attr_ns("http://www.w3.org/XML/1998/namespace", "lang"), Some("en"));
        assert!(element.get_child("b", "urn:b").unwrap().get_child("c", "urn:b").is_some());
        assert!(element.get_child("d", "urn:s").is_some());
    }

    #[test]
    fn forbidden_xml_is_refused() {
        for text in [
            "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>",
            "<!DOCTYPE a><a/>",
            "<a>&b;</a>",
            "<?xml version='1.0'?><a/>",
            "<?php 1 ?><a/>",
            "<a><?php 1 ?></a>",
            "<a><!-- x --></a>",
            "<!-- x --><a/>",
            "<a>&#0;</a>",
            "<a>&#x1;</a>",
            "<a>\u{1}</a>",
            "<a b='1' b='2'/>",
            "<a xmlns='1' xmlns='2'/>",
            "<a xmlns:x='1' xmlns:x='2'/>",
            "<a xmlns:x='1' xmlns:y='1' x:b='1' y:b='2'/>",
            "<x:a/>",
            "<a x:b='1'/>",
            "<a xmlns:xmlns='u'/>",
            "<a xmlns:xml='u'/>",
            "<a></b>",
            "<a>",
            "<a b='<'/>",
            "<a b=1/>",
            "<",
            "<a",
        ] {
            assert_eq!(read(text).err(), Some(FrameError::NotXml), "{text}");
        }
    }

    #[test]
    fn one_frame_is_one_element() {
        for text in ["", " ", "<a/><b/>", "<a/>text", "text", " <a/>", "\u{feff}<a/>", "<a/><!-- -->", "<a/></a>", "<a/><"] {
            assert_eq!(read(text).err(), Some(FrameError::NotOneElement), "{text:?}");
        }
        assert!(read("<a/> \r\n").is_ok());
    }

    fn nest(depth: usize) -> String {
        format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth))
    }

    #[test]
    fn depth_is_refused_before_a_tree_exists() {
        assert!(read(&nest(64)).is_ok());
        assert_eq!(read(&nest(65)).err(), Some(FrameError::TooDeep));
        // A hundred thousand levels would overflow the stack as a tree and take seconds as events.
        let wide = Limits { bytes: usize::MAX, ..Limits::STANZA };
        let started = std::time::Instant::now();
        assert_eq!(parse(&nest(1_000_000), &wide).err(), Some(FrameError::TooDeep));
        assert!(started.elapsed().as_secs() < 10);
    }

    #[test]
    fn each_count_has_its_limit() {
        let limits = Limits { bytes: 100_000, depth: 4, elements: 5, attributes: 3, namespaces: 2 };
        let check = |text: &str| parse(text, &limits).err();
        assert_eq!(check("<a><b/><b/><b/><b/></a>"), None);
        assert_eq!(check("<a><b/><b/><b/><b/><b/></a>"), Some(FrameError::TooManyElements));
        assert_eq!(check("<a b='1' c='2' d='3'/>"), None);
        assert_eq!(check("<a b='1' c='2' d='3' e='4'/>"), Some(FrameError::TooManyAttributes));
        assert_eq!(check("<a xmlns='1' xmlns:b='2'/>"), None);
        assert_eq!(check("<a xmlns='1' xmlns:b='2' xmlns:c='3'/>"), Some(FrameError::TooManyAttributes));
        assert_eq!(check(&format!("<a>{}</a>", "x".repeat(100_000))), Some(FrameError::TooLarge));
        assert_eq!(parse(&"<".repeat(9_000), &Limits::BEFORE_AUTH).err(), Some(FrameError::TooLarge));
    }

    #[test]
    fn long_text_of_wide_characters_survives_the_pieces() {
        for shift in 0..4 {
            let text = format!("{}{}", "x".repeat(shift), "ä€😀".repeat(9_000));
            let element = read(&format!("<a>{text}</a>")).unwrap();
            assert_eq!(element.text(), text);
            assert_eq!(element.nodes().count(), 1);
        }
    }

    #[test]
    fn long_text_is_read_in_linear_time() {
        let best_of_three = |megabytes: usize| {
            let text = format!("<a>{}</a>", "x".repeat(megabytes * 1_000_000));
            let run = |_| {
                let started = std::time::Instant::now();
                assert!(parse(&text, &Limits::READING).is_ok());
                started.elapsed()
            };
            (0..3).map(run).min().unwrap()
        };
        // Eight times the text: eight times the time if it is linear, 64 times if it is quadratic.
        assert!(best_of_three(8) < best_of_three(1) * 30);
    }

    #[test]
    fn a_tree_at_the_limits_can_be_cloned_compared_and_dropped_on_a_small_stack() {
        std::thread::Builder::new()
            .stack_size(256 * 1024)
            .spawn(|| {
                let tree = read(&nest(64)).unwrap();
                let copy = tree.clone();
                assert_eq!(copy, tree);
                assert_eq!(read(&super::super::serialize(&copy)), Ok(tree));
            })
            .unwrap()
            .join()
            .unwrap();
    }
}
