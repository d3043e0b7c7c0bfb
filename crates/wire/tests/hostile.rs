//! Stanzas bent at random, through the parser, every payload reader and the negotiation: nothing may panic, and what
//! was parsed once comes back from text as the same single element. Seeded, so that a failure can be repeated.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use wire::ids::{Entropy, SeededEntropy};
use wire::limits::Limits;
use wire::negotiate::{Login, Negotiation};
use wire::payload::{
    avatar, blocking, caps, carbons, chat_state, delay, disco, displayed_sync, entity_time, form, forward, idle, mam, markers,
    presence, private, pubsub, receipts, roster, rsm, stanza_id, vcard, vcard_update, version,
};
use wire::{Element, frame, sasl, sm, stanza};

const SEEDS: &[&str] = &[
    "<message xmlns='jabber:client' from='anna@example.com' to='anna@example.com/desk'><received xmlns='urn:xmpp:carbons:2'>\
     <forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='2024-05-06T07:08:09Z'/><message xmlns='jabber:client' \
     from='bob@example.com/x' type='chat' id='1'><body>hi</body><request xmlns='urn:xmpp:receipts'/><stanza-id xmlns='urn:xmpp:sid:0' \
     by='anna@example.com' id='s1'/><markable xmlns='urn:xmpp:chat-markers:0'/><active xmlns='http://jabber.org/protocol/chatstates'/>\
     </message></forwarded></received></message>",
    "<message xmlns='jabber:client'><result xmlns='urn:xmpp:mam:2' queryid='q' id='a1'><forwarded xmlns='urn:xmpp:forward:0'>\
     <message xmlns='jabber:client'><body>&lt;&#x1F600;</body></message></forwarded></result></message>",
    "<iq xmlns='jabber:client' type='result' id='1'><fin xmlns='urn:xmpp:mam:2' complete='true'><set \
     xmlns='http://jabber.org/protocol/rsm'><first index='0'>1</first><last>9</last><count>9</count></set></fin></iq>",
    "<iq xmlns='jabber:client' type='set' id='1'><query xmlns='jabber:iq:roster' ver='1'><item jid='bob@example.com' name='Bob' \
     subscription='both' ask='subscribe'><group>A::B</group></item></query></iq>",
    "<presence xmlns='jabber:client' from='bob@example.com/x'><show>away</show><status>x</status><priority>5</priority>\
     <idle xmlns='urn:xmpp:idle:1' since='2024-05-06T07:08:09Z'/><x xmlns='vcard-temp:x:update'><photo/></x>\
     <c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='n' ver='v'/></presence>",
    "<message xmlns='jabber:client'><event xmlns='http://jabber.org/protocol/pubsub#event'><items node='urn:xmpp:avatar:metadata'>\
     <item id='1'><metadata xmlns='urn:xmpp:avatar:metadata'><info id='da39a3ee5e6b4b0d3255bfef95601890afd80709' bytes='1' \
     type='image/png'/></metadata></item><retract id='2'/></items></event></message>",
    "<iq xmlns='jabber:client' type='result'><vCard xmlns='vcard-temp'><FN>Bob</FN><ORG><ORGUNIT>A</ORGUNIT></ORG><TEL><WORK/>\
     <NUMBER>1</NUMBER></TEL><PHOTO><TYPE>image/png</TYPE><BINVAL>AAAA</BINVAL></PHOTO></vCard></iq>",
    "<stream:features xmlns:stream='http://etherx.jabber.org/streams'><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>\
     <mechanism>SCRAM-SHA-256</mechanism></mechanisms><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>",
    "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>cj1hYmNkLHM9QUFBQSxpPTQwOTY=</challenge>",
    "<failed xmlns='urn:xmpp:sm:3' h='1'><item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></failed>",
    "<iq xmlns='jabber:client' type='get'><query xmlns='http://jabber.org/protocol/disco#info' node='n'><identity category='a' \
     type='b'/><feature var='c'/><x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>f</value></field>\
     </x></query></iq>",
    "<iq xmlns='jabber:client' type='set'><pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='urn:xmpp:mds:displayed:0'>\
     <item id='bob@example.com'><displayed xmlns='urn:xmpp:mds:displayed:0'><stanza-id xmlns='urn:xmpp:sid:0' by='anna@example.com' \
     id='1'/></displayed></item></publish><publish-options><x xmlns='jabber:x:data' type='submit'><field \
     var='pubsub#max_items'><value>max</value></field></x></publish-options></pubsub></iq>",
];

const SCRAPS: &[&str] = &[
    "<",
    ">",
    "/>",
    "'",
    "&",
    "&amp;",
    "&#0;",
    "]]>",
    "\u{0}",
    "\u{feff}",
    "\u{202e}",
    "-1",
    "99999999999999999999",
    "@",
    "/",
    "xmlns=''",
    "<!DOCTYPE x>",
    "<?x?>",
    "<!-- -->",
    "</message>",
    "0000-00-00",
    "😀",
];

fn draw(entropy: &SeededEntropy, below: usize) -> usize {
    let mut bytes = [0u8; 4];
    entropy.fill(&mut bytes);
    u32::from_le_bytes(bytes) as usize % below.max(1)
}

/// Cuts, doubles or replaces a few stretches of a stanza's text.
fn bend(entropy: &SeededEntropy) -> String {
    let mut text: Vec<char> = SEEDS[draw(entropy, SEEDS.len())].chars().collect();
    for _ in 0..=draw(entropy, 3) {
        let start = draw(entropy, text.len());
        let end = (start + draw(entropy, 12)).min(text.len());
        let put: Vec<char> = match draw(entropy, 4) {
            0 => Vec::new(),
            1 => SCRAPS[draw(entropy, SCRAPS.len())].chars().collect(),
            2 => text[start..end].repeat(2),
            _ => vec!['a'; draw(entropy, 40)],
        };
        text.splice(start..end, put);
    }
    text.into_iter().collect()
}

/// Every reader on every element of the tree.
fn read_all(element: &Element) {
    let _ =
        (carbons::unwrap(element), mam::read_result(element), mam::Query::from_element(element), mam::Fin::from_element(element));
    let _ = (
        mam::Metadata::from_element(element),
        forward::read(element),
        rsm::Rsm::from_parent(element),
        rsm::Page::from_parent(element),
    );
    let _ = (roster::Roster::from_element(element), presence::read(element), presence::Kind::of(element), idle::read(element));
    let _ = (
        vcard::Card::from_element(element),
        vcard_update::read(element),
        avatar::read_metadata(element),
        avatar::read_data(element),
    );
    let _ = (pubsub::Event::from_message(element), pubsub::Request::from_element(element), pubsub::read_items(element));
    let _ = (disco::Info::from_element(element).map(|info| caps::verification(&info)), disco::read_items(element));
    let _ = (caps::Caps::from_presence(element), form::Form::from_element(element), blocking::Change::from_element(element));
    let _ = (receipts::received_id(element), markers::read(element), chat_state::read(element), delay::all(element));
    let _ = (stanza_id::origin_id(element), stanza_id::id_by(element, "anna@example.com"), private::read_delimiter(element));
    let _ = (entity_time::EntityTime::from_element(element), version::Version::from_element(element), sm::read(element));
    let _ = (stanza::kind(element), stanza::error_condition(element), stanza::body(element), sasl::data(element));
    if let Some((_, items, _)) = pubsub::read_items(element) {
        let _ = items.iter().map(displayed_sync::Displayed::from_item).count();
    }
    element.children().for_each(read_all);
}

#[test]
fn nothing_panics_and_text_comes_back() {
    let mut parsed = 0;
    for seed in 0..20_000 {
        let text = bend(&SeededEntropy::new(seed));
        let Ok(element) = frame::parse(&text, &Limits::STANZA) else { continue };
        parsed += 1;
        assert_eq!(frame::parse(&frame::serialize(&element), &Limits::STANZA), Ok(element.clone()), "seed {seed}: {text}");
        read_all(&element);
    }
    assert!(parsed > 1_000, "only {parsed} of the bent stanzas were well-formed");
}

#[test]
fn a_negotiation_survives_any_order_of_frames() {
    for seed in 0..2_000 {
        let entropy = SeededEntropy::new(seed);
        let login = Login {
            user: "anna".into(),
            domain: "example.com".into(),
            resource: None,
            pinned: None,
            plain_allowed: false,
            resume: None,
        };
        let (mut negotiation, _) = Negotiation::new(login, &entropy);
        let _ = negotiation.receive(frame::classify(frame::open_reply("example.com", None, "s")));
        for _ in 0..6 {
            if let Ok(element) = frame::parse(&bend(&entropy), &Limits::STANZA) {
                let _ = negotiation.receive(frame::classify(element));
            }
        }
    }
}
