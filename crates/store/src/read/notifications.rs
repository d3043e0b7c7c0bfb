//! The notification center.

use super::all;
use crate::{ContactRequestRecord, NotificationKind, NotificationRecord, Result};
use rusqlite::{Connection, params};

pub(super) const PAGE: &str = "SELECT n.id, n.kind, n.address, n.name, n.at, n.viewed, p.name, p.card_name,
        n.message_id, m.body, m.failure
    FROM notification n LEFT JOIN person p ON p.address = n.address LEFT JOIN message m ON m.id = n.message_id
    ORDER BY n.at DESC, n.rowid DESC LIMIT ?1 OFFSET ?2";

pub(crate) fn page(db: &Connection, limit: u32, offset: u32) -> Result<Vec<NotificationRecord>> {
    all(db, PAGE, params![limit, offset], |row| {
        let address: String = row.get(2)?;
        let names = [row.get::<_, Option<String>>(6)?, row.get(7)?, row.get(3)?];
        let failed = row.get::<_, i64>(1)? == 1;
        Ok(NotificationRecord {
            id: row.get(0)?,
            kind: if failed { NotificationKind::FailedMessage } else { NotificationKind::ContactRequest },
            title: String::new(),
            text: row.get::<_, Option<String>>(9)?.unwrap_or_default(),
            conversation: failed.then(|| address.clone()),
            message: row.get(8)?,
            code: row.get(10)?,
            password: None,
            link: None,
            actions: Vec::new(),
            name: names.into_iter().flatten().find(|name| !name.is_empty()).unwrap_or_else(|| address.clone()),
            address,
            at: row.get(4)?,
            viewed: row.get(5)?,
        })
    })
}

pub(crate) fn contact_requests(db: &Connection) -> Result<Vec<ContactRequestRecord>> {
    all(db, "SELECT address, name, at FROM notification WHERE kind = 0 ORDER BY at, address", [], |row| {
        Ok(ContactRequestRecord { address: row.get(0)?, name: row.get(1)?, at: row.get(2)? })
    })
}
