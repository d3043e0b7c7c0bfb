//! What a service takes and for how long it keeps it: the standard form with the largest size, and our own with the
//! types and the days (docs/protocol.md).

use crate::ns;
use crate::payload::disco::Info;
use crate::payload::files::is_media_type;
use crate::payload::form::{Field, Form};

/// More types are not read.
const MOST_TYPES: usize = 256;

/// What is known of a service before anything is sent; `None` and empty where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Bytes.
    pub max_file_size: Option<u64>,
    /// `type/subtype` or `type/*`; empty means every type.
    pub types: Vec<String>,
    /// Files are deleted after so many days; 0 is never.
    pub expiry_days: Option<u32>,
    /// What one person may send in a day, in bytes.
    pub daily_bytes: Option<u64>,
}

impl Terms {
    /// The forms of the disco#info answer.
    pub fn to_forms(&self) -> Vec<Form> {
        let standard = Form::new("result", ns::UPLOAD).with_opt("max-file-size", self.max_file_size.map(|size| size.to_string()));
        let mut own = Form::new("result", ns::UPLOAD_TERMS)
            .with_opt("expiry-days", self.expiry_days.map(|days| days.to_string()))
            .with_opt("daily-bytes", self.daily_bytes.map(|bytes| bytes.to_string()));
        if !self.types.is_empty() {
            own.fields.push(Field::new("types", "list-multi", self.types.clone()));
        }
        vec![standard, own]
    }

    /// The terms of an upload service; `None` if it is none.
    pub fn from_info(info: &Info) -> Option<Terms> {
        if !info.has(ns::UPLOAD) {
            return None;
        }
        let form = |kind: &str| info.forms.iter().find(|form| form.form_type() == Some(kind));
        let number = |form: Option<&Form>, var: &str| form?.value(var)?.trim().parse::<u64>().ok();
        let own = form(ns::UPLOAD_TERMS);
        let types = own.and_then(|own| own.field("types")).map(|field| field.values.as_slice()).unwrap_or_default();
        Some(Terms {
            max_file_size: number(form(ns::UPLOAD), "max-file-size"),
            types: types
                .iter()
                .map(|kind| kind.trim().to_ascii_lowercase())
                .filter(|kind| is_pattern(kind))
                .take(MOST_TYPES)
                .collect(),
            expiry_days: number(own, "expiry-days").and_then(|days| days.try_into().ok()),
            daily_bytes: number(own, "daily-bytes"),
        })
    }

    /// Whether a file of this type is taken.
    pub fn takes(&self, media_type: &str) -> bool {
        self.types.is_empty() || self.types.iter().any(|pattern| matches(pattern, media_type))
    }
}

/// `type/subtype` or `type/*`.
pub fn is_pattern(pattern: &str) -> bool {
    is_media_type(pattern) || pattern.strip_suffix("/*").is_some_and(|main| is_media_type(&format!("{main}/x")))
}

/// Whether a type fits a pattern, letters' case aside.
pub fn matches(pattern: &str, media_type: &str) -> bool {
    match pattern.strip_suffix("/*") {
        Some(main) => media_type.split_once('/').is_some_and(|(kind, _)| kind.eq_ignore_ascii_case(main)),
        None => pattern.eq_ignore_ascii_case(media_type),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(terms: &Terms) -> Info {
        Info { features: vec![ns::UPLOAD.into()], forms: terms.to_forms(), ..Info::default() }
    }

    #[test]
    fn terms_come_back() {
        let terms = Terms {
            max_file_size: Some(1_000),
            types: vec!["image/*".into(), "application/pdf".into()],
            expiry_days: Some(30),
            daily_bytes: Some(5_000),
        };
        assert_eq!(Terms::from_info(&info(&terms)), Some(terms.clone()));
        assert!(terms.takes("IMAGE/png") && terms.takes("application/pdf"));
        assert!(!terms.takes("imagex/png") && !terms.takes("application/pdfx") && !terms.takes("text/html"));
        assert!(Terms::default().takes("text/html"));
    }

    #[test]
    fn a_service_may_say_little_or_nonsense() {
        let silent = Info { features: vec![ns::UPLOAD.into()], ..Info::default() };
        assert_eq!(Terms::from_info(&silent), Some(Terms::default()));
        assert_eq!(Terms::from_info(&Info::default()), None);
        let odd = Form::new("result", ns::UPLOAD).with("max-file-size", "a lot");
        let odd_types = Form::new("result", ns::UPLOAD_TERMS).with("types", "*").with("expiry-days", "-1");
        let odd = Info { forms: vec![odd, odd_types], ..silent };
        assert_eq!(Terms::from_info(&odd), Some(Terms::default()));
    }
}
