//! vcard-temp (XEP-0054), the card that every server keeps.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minidom::Element;

use crate::ns;
use crate::payload::avatar::decode;
use crate::stanza::{Draft, element, field};

/// A person's card, as far as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    pub full_name: Option<String>,
    pub given: Option<String>,
    pub family: Option<String>,
    pub nickname: Option<String>,
    pub title: Option<String>,
    pub role: Option<String>,
    pub organisation: Option<String>,
    /// Units within the organisation, from the outermost.
    pub units: Vec<String>,
    pub phones: Vec<Phone>,
    pub emails: Vec<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    pub url: Option<String>,
    /// `+02:00` or a zone's name, as written.
    pub time_zone: Option<String>,
    pub note: Option<String>,
    pub photo: Option<Photo>,
}

/// A telephone number with its uses: `WORK`, `HOME`, `CELL`, `VOICE`, `FAX`…
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phone {
    pub number: String,
    pub uses: Vec<String>,
}

/// The picture on a card. The type is a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    pub mime: String,
    pub bytes: Vec<u8>,
}

/// Asks for a card.
pub fn request() -> Element {
    element("vCard", ns::VCARD).done()
}

fn vcard(name: &str) -> Draft {
    element(name, ns::VCARD)
}

/// A group of fields is left out if it holds none.
fn non_empty(group: Draft) -> Option<Element> {
    Some(group.done()).filter(|group| group.children().next().is_some())
}

impl Card {
    /// `<vCard/>`, the payload of an answer or of an iq set.
    pub fn to_element(&self) -> Element {
        let name = vcard("N").field_opt("FAMILY", self.family.as_deref()).field_opt("GIVEN", self.given.as_deref());
        let organisation = vcard("ORG")
            .field_opt("ORGNAME", self.organisation.as_deref())
            .children(self.units.iter().map(|unit| vcard("ORGUNIT").text(unit).done()));
        let address = vcard("ADR").field_opt("LOCALITY", self.city.as_deref()).field_opt("CTRY", self.country.as_deref());
        let phone = |phone: &Phone| {
            vcard("TEL").children(phone.uses.iter().map(|name| vcard(name).done())).field("NUMBER", &phone.number).done()
        };
        let photo = self
            .photo
            .as_ref()
            .map(|photo| vcard("PHOTO").field("TYPE", &photo.mime).field("BINVAL", STANDARD.encode(&photo.bytes)).done());
        vcard("vCard")
            .field_opt("FN", self.full_name.as_deref())
            .child_opt(non_empty(name))
            .field_opt("NICKNAME", self.nickname.as_deref())
            .field_opt("TITLE", self.title.as_deref())
            .field_opt("ROLE", self.role.as_deref())
            .child_opt(non_empty(organisation))
            .children(self.phones.iter().map(phone))
            .children(self.emails.iter().map(|email| vcard("EMAIL").child(vcard("INTERNET")).field("USERID", email).done()))
            .child_opt(non_empty(address))
            .field_opt("URL", self.url.as_deref())
            .field_opt("TZ", self.time_zone.as_deref())
            .field_opt("DESC", self.note.as_deref())
            .child_opt(photo)
            .done()
    }

    /// Reads a card. Every field stands for itself; what is empty or broken is missing.
    pub fn from_element(card: &Element) -> Option<Card> {
        if !card.is("vCard", ns::VCARD) {
            return None;
        }
        let within = |group: &str, name: &str| text(card.get_child(group, ns::VCARD)?, name);
        let each = |name: &'static str| card.children().filter(move |child| child.is(name, ns::VCARD));
        let units = card.get_child("ORG", ns::VCARD).map(|organisation| {
            organisation.children().filter(|child| child.is("ORGUNIT", ns::VCARD)).filter_map(|unit| tidy(&unit.text())).collect()
        });
        Some(Card {
            full_name: text(card, "FN"),
            given: within("N", "GIVEN"),
            family: within("N", "FAMILY"),
            nickname: text(card, "NICKNAME"),
            title: text(card, "TITLE"),
            role: text(card, "ROLE"),
            organisation: within("ORG", "ORGNAME"),
            units: units.unwrap_or_default(),
            phones: each("TEL").take(20).filter_map(read_phone).collect(),
            emails: each("EMAIL").take(20).filter_map(|email| text(email, "USERID")).collect(),
            city: within("ADR", "LOCALITY"),
            country: within("ADR", "CTRY"),
            url: text(card, "URL"),
            time_zone: text(card, "TZ"),
            note: text(card, "DESC"),
            photo: each("PHOTO").find_map(read_photo),
        })
    }
}

fn read_phone(phone: &Element) -> Option<Phone> {
    let number = text(phone, "NUMBER").or_else(|| tidy(&phone.text()))?;
    let uses = phone.children().map(Element::name).filter(|name| *name != "NUMBER").map(str::to_owned).take(10).collect();
    Some(Phone { number, uses })
}

/// `EXTVAL` is not read: a picture somewhere else would have to be fetched unasked.
fn read_photo(photo: &Element) -> Option<Photo> {
    let bytes = decode(&field(photo, "BINVAL")?)?;
    Some(Photo { mime: text(photo, "TYPE").unwrap_or_else(|| "image/png".to_owned()), bytes })
}

fn text(parent: &Element, name: &str) -> Option<String> {
    tidy(&field(parent, name)?)
}

fn tidy(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::payload::xml;

    #[test]
    fn a_full_card_comes_back() {
        let some = |text: &str| Some(text.to_owned());
        let card = Card {
            full_name: some("Anna Berg"),
            given: some("Anna"),
            family: some("Berg"),
            nickname: some("anna"),
            title: some("Engineer"),
            role: some("Lead"),
            organisation: some("Example <Ltd>"),
            units: vec!["Technology".into(), "Platform".into()],
            phones: vec![Phone { number: "+49 1".into(), uses: vec!["WORK".into(), "VOICE".into()] }],
            emails: vec!["anna@example.com".into()],
            city: some("Bonn"),
            country: some("DE"),
            url: some("https://example.com"),
            time_zone: some("+02:00"),
            note: some("x"),
            photo: Some(Photo { mime: "image/png".into(), bytes: vec![1, 2, 3] }),
        };
        assert_eq!(Card::from_element(&card.to_element()), Some(card));
        assert_eq!(Card::from_element(&request()), Some(Card::default()));
        assert_eq!(Card::default().to_element(), request());
    }

    #[test]
    fn empty_and_broken_fields_are_missing() {
        let odd = xml(
            "<vCard xmlns='vcard-temp'><FN> </FN><PHOTO/><PHOTO><BINVAL>*</BINVAL></PHOTO><PHOTO><EXTVAL>http://x</EXTVAL></PHOTO>\
             <TEL/><TEL><NUMBER/></TEL><TEL>123</TEL><EMAIL/><ORG/><N><GIVEN>Bob</GIVEN></N></vCard>",
        );
        let card = Card::from_element(&odd).unwrap();
        let phones = vec![Phone { number: "123".into(), uses: vec![] }];
        assert_eq!(card, Card { given: Some("Bob".into()), phones, ..Card::default() });
    }
}
