//! Nodes and what is private in them (XEP-0060, XEP-0163): requests, items, events, and what their payloads mean.

use wire::{
    Element,
    payload::{bookmarks, conversation, displayed_sync, private, pubsub, viewed},
};

pub fn run(data: &[u8]) {
    let Some(element) = super::element(data) else { return };
    super::each(&element, &mut |part| {
        super::comes_back(
            pubsub::Event::from_message(part),
            |event| wire::stanza::message("anna@example.com", "headline", "1").child(event.to_element()).done(),
            pubsub::Event::from_message,
        );
        if let Some((node, found, page)) = pubsub::read_items(part) {
            let again = pubsub::read_items(&super::through_text(&pubsub::items_result(&node, &found, Some(&page))));
            assert_eq!(again, Some((node, found.clone(), page)));
            found.iter().for_each(item);
        }
        let _ = (pubsub::Request::from_element(part), pubsub::is_precondition_refused(part));
        let _ = (private::stored(part).map(Element::name), private::read_delimiter(part));
    });
}

/// What an item says, published again, says the same.
fn item(item: &pubsub::Item) {
    let same_in = |payload: Element| pubsub::Item { payload: Some(super::through_text(&payload)), ..item.clone() };
    if let Some(bookmark) = bookmarks::Bookmark::from_item(item) {
        assert_eq!(bookmarks::Bookmark::from_item(&same_in(bookmark.to_payload())), Some(bookmark));
    }
    if let Some((address, chosen)) = conversation::Chosen::from_item(item) {
        assert_eq!(conversation::Chosen::from_item(&same_in(chosen.to_element())), Some((address, chosen)));
    }
    if let Some(seen) = viewed::Viewed::from_item(item) {
        assert_eq!(viewed::Viewed::from_item(&same_in(seen.to_element())), Some(seen));
    }
    let _ = displayed_sync::Displayed::from_item(item);
}
