//! Pages of an archive (XEP-0313, XEP-0059, XEP-0297).

use wire::payload::{archive_purge, forward, mam, rsm};

pub fn run(data: &[u8]) {
    let Some(element) = super::element(data) else { return };
    super::each(&element, &mut |part| {
        super::comes_back(mam::Query::from_element(part).ok(), mam::Query::to_element, |query| {
            mam::Query::from_element(query).ok()
        });
        super::comes_back(mam::Fin::from_element(part), mam::Fin::to_element, mam::Fin::from_element);
        super::comes_back(mam::Metadata::from_element(part), mam::Metadata::to_element, mam::Metadata::from_element);
        super::comes_back(mam::read_preferences(part), |default| mam::preferences(default), mam::read_preferences);
        super::comes_back(
            archive_purge::Purge::from_message(part),
            |purge| wire::stanza::message("bob@example.com", "chat", "1").child(purge.to_element()).done(),
            archive_purge::Purge::from_message,
        );
        let holding = |child| wire::stanza::element("query", "x").child(child).done();
        let page = rsm::Page::from_parent(part);
        assert_eq!(rsm::Page::from_parent(&super::through_text(&holding(page.to_element()))), page);
        let asked = rsm::Rsm::from_parent(part);
        if let Some(written) = asked.to_element() {
            assert_eq!(rsm::Rsm::from_parent(&super::through_text(&holding(written))), asked);
        }
        if let Some(entry) = mam::read_result(part) {
            assert!(!entry.id.is_empty(), "an entry without a place in the archive");
        }
        let _ = (mam::is_result(part), forward::read(part));
    });
}
