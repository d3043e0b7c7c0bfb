//! What the page says: any JSON is a command, a view, a number of a view, or refused; and what was understood is
//! understood in the same way again.

use api::{Command, View, ViewId};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

pub fn run(data: &[u8]) {
    let Ok(value) = serde_json::from_slice::<Value>(data) else { return };
    understood::<Command>(&value);
    understood::<View>(&value);
    understood::<ViewId>(&value);
}

fn understood<T: DeserializeOwned + Serialize>(value: &Value) {
    let Ok(read) = T::deserialize(value) else { return };
    let written = serde_json::to_value(&read).expect("what was read can be written");
    let again: T = serde_json::from_value(written.clone()).expect("what was written can be read");
    assert_eq!(serde_json::to_value(&again).expect("again"), written);
}
