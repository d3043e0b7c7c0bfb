//! The rows of the views. Each has an `id` that is unique within its view.

mod contacts;
mod conversations;
mod drafts;
mod files;
mod notifications;
mod program;
mod rooms;
mod search;
mod session;
mod timeline;

pub use contacts::*;
pub use conversations::*;
pub use drafts::*;
pub use files::*;
pub use notifications::*;
pub use program::*;
pub use rooms::*;
pub use search::*;
pub use session::*;
pub use timeline::*;

use serde::{Deserialize, Serialize};

/// What other people see of someone (F20): a colour and a shape each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "camelCase")]
pub enum Availability {
    Available,
    /// Away by choice, or no input for a while (XEP-0319).
    Away,
    DoNotDisturb,
    Offline,
    /// Asked, and not answered yet.
    AwaitingConfirmation,
}
