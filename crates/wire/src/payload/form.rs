//! Data forms (XEP-0004).

use minidom::Element;

use crate::ns;
use crate::stanza::{Draft, child_text, element, is_true};

/// A form, as question or as answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// `form`, `submit`, `result` or `cancel`.
    pub kind: String,
    pub fields: Vec<Field>,
}

/// One field. `kind` is empty where the form says nothing of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    pub var: String,
    pub kind: String,
    pub values: Vec<String>,
    /// For people; empty where there is none.
    pub label: String,
    /// What can be chosen: value and label.
    pub options: Vec<(String, String)>,
}

impl Field {
    /// A field with its type and values, without words for people.
    pub fn new(var: &str, kind: &str, values: Vec<String>) -> Field {
        Field { var: var.into(), kind: kind.into(), values, ..Field::default() }
    }
}

impl Form {
    /// A form of this kind with its `FORM_TYPE`.
    pub fn new(kind: &str, form_type: &str) -> Form {
        let form_type = Field::new("FORM_TYPE", "hidden", vec![form_type.into()]);
        Form { kind: kind.into(), fields: vec![form_type] }
    }

    /// Adds a field with one value.
    pub fn with(mut self, var: &str, value: impl Into<String>) -> Form {
        self.fields.push(Field::new(var, "", vec![value.into()]));
        self
    }

    /// Adds a field with one value if there is one.
    pub fn with_opt(self, var: &str, value: Option<impl Into<String>>) -> Form {
        match value {
            Some(value) => self.with(var, value),
            None => self,
        }
    }

    /// The field of this name.
    pub fn field(&self, var: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.var == var)
    }

    /// The first value of the field of this name.
    pub fn value(&self, var: &str) -> Option<&str> {
        self.field(var)?.values.first().map(String::as_str)
    }

    /// The value of a yes-or-no field.
    pub fn flag(&self, var: &str) -> Option<bool> {
        self.value(var).map(is_true)
    }

    /// Its `FORM_TYPE` (XEP-0068).
    pub fn form_type(&self) -> Option<&str> {
        self.value("FORM_TYPE")
    }

    /// `<x/>`
    pub fn to_element(&self) -> Element {
        let option = |(value, label): &(String, String)| {
            element("option", ns::DATA_FORMS).attr_opt("label", (!label.is_empty()).then_some(label)).field("value", value).done()
        };
        let field = |field: &Field| {
            element("field", ns::DATA_FORMS)
                .attr("var", &field.var)
                .attr_opt("type", (!field.kind.is_empty()).then_some(&field.kind))
                .attr_opt("label", (!field.label.is_empty()).then_some(&field.label))
                .children(field.values.iter().map(|value| Draft::done(element("value", ns::DATA_FORMS).text(value))))
                .children(field.options.iter().map(option))
                .done()
        };
        element("x", ns::DATA_FORMS).attr("type", &self.kind).children(self.fields.iter().map(field)).done()
    }

    /// Reads an `<x/>`. Fields without a name are left out.
    pub fn from_element(form: &Element) -> Option<Form> {
        if !form.is("x", ns::DATA_FORMS) {
            return None;
        }
        let option = |option: &Element| {
            let value = child_text(option, "value", ns::DATA_FORMS)?;
            Some((value, option.attr("label").unwrap_or_default().to_owned()))
        };
        let fields = form.children().filter(|child| child.is("field", ns::DATA_FORMS)).filter_map(|field| {
            Some(Field {
                var: field.attr("var")?.to_owned(),
                kind: field.attr("type").unwrap_or_default().to_owned(),
                values: field.children().filter(|child| child.is("value", ns::DATA_FORMS)).map(Element::text).collect(),
                label: field.attr("label").unwrap_or_default().to_owned(),
                options: field.children().filter(|child| child.is("option", ns::DATA_FORMS)).filter_map(option).collect(),
            })
        });
        Some(Form { kind: form.attr("type").unwrap_or_default().to_owned(), fields: fields.collect() })
    }

    /// The first form in `parent`.
    pub fn from_parent(parent: &Element) -> Option<Form> {
        parent.get_child("x", ns::DATA_FORMS).and_then(Form::from_element)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::payload::xml;

    #[test]
    fn fields_come_back_with_their_words() {
        let mut choice = Field::new("who", "list-single", vec!["all".into()]);
        choice.label = "Who may?".into();
        choice.options = vec![("all".into(), "Everybody".into()), ("none".into(), String::new())];
        let mut form = Form::new("form", "t").with("plain", "1");
        form.fields.push(choice);
        assert_eq!(Form::from_element(&form.to_element()), Some(form.clone()));
        assert_eq!((form.flag("plain"), form.form_type()), (Some(true), Some("t")));
        let odd = xml("<x xmlns='jabber:x:data'><field><value>1</value></field><field var='a'><option/><value/></field></x>");
        assert_eq!(Form::from_element(&odd).unwrap().fields, [Field::new("a", "", vec![String::new()])]);
    }
}
