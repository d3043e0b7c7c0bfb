//! One file without power: what was brought to the disk, and what was written since and may be there or not.

/// What a disk writes as a whole.
const SECTOR: usize = 512;

enum Pending {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

/// `None` durable: the file itself is not on the disk for sure.
#[derive(Default)]
pub struct Image {
    durable: Option<Vec<u8>>,
    pending: Vec<Pending>,
}

impl Image {
    /// A file that was made just now.
    pub fn new() -> Self {
        Self::default()
    }

    /// A file that has long been there.
    pub fn of(content: Vec<u8>) -> Self {
        Self { durable: Some(content), pending: Vec::new() }
    }

    pub fn write(&mut self, at: usize, bytes: &[u8]) {
        self.pending.push(Pending::Write(at, bytes.to_vec()));
    }

    pub fn truncate(&mut self, size: usize) {
        self.pending.push(Pending::Truncate(size));
    }

    /// All of it is brought to the disk.
    pub fn sync(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        self.durable = Some(applied(self.durable.take().unwrap_or_default(), pending, &mut || true));
    }

    /// What a reader finds when the power is back: of each write that was not brought to the disk, the sectors that
    /// `kept` says.
    pub fn after_power_loss(self, kept: &mut impl FnMut() -> bool) -> Option<Vec<u8>> {
        match self.durable {
            None if self.pending.is_empty() || !kept() => None,
            durable => Some(applied(durable.unwrap_or_default(), self.pending, kept)),
        }
    }
}

fn applied(mut bytes: Vec<u8>, pending: Vec<Pending>, kept: &mut impl FnMut() -> bool) -> Vec<u8> {
    for change in pending {
        match change {
            Pending::Write(at, written) => {
                let mut from = 0;
                while from < written.len() {
                    // Up to the end of the sector of the disk, not of what is written.
                    let to = (from + SECTOR - (at + from) % SECTOR).min(written.len());
                    if kept() {
                        put(&mut bytes, at + from, written.get(from..to).unwrap_or_default());
                    }
                    from = to;
                }
            }
            Pending::Truncate(size) => {
                if kept() {
                    bytes.resize(size, 0);
                }
            }
        }
    }
    bytes
}

fn put(bytes: &mut Vec<u8>, at: usize, part: &[u8]) {
    if bytes.len() < at + part.len() {
        bytes.resize(at + part.len(), 0);
    }
    if let Some(place) = bytes.get_mut(at..at + part.len()) {
        place.copy_from_slice(part);
    }
}
