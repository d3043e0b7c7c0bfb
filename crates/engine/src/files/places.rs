//! Where the own server keeps files, as its upload slots showed it (XEP-0363 §5): what lies there is fetched unasked.
//!
//! Invariant: a host's name alone says nothing. An address is the own server's only if it is built as one that the server
//! itself handed out: the same origin and folder, as deep, an id where there was one, and no query. A message cannot make
//! a computer ask for anything else.

use url::Url;

/// As many ways to build an address are remembered; the server that was moved most often has fewer.
const MOST: usize = 8;
/// Shorter parts of a path are words.
const SHORTEST_ID: usize = 16;

/// How a server builds the addresses of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    origin: String,
    /// The parts of the path before those that differ from file to file.
    folder: Vec<String>,
    /// Which of the parts that follow are ids. The last one is the file's name.
    ids: Vec<bool>,
}

impl Pattern {
    /// `None` for an address that has no room for an id, or says more than a path.
    fn of(url: &Url) -> Option<Self> {
        let parts = parts(url)?;
        let (_, before) = parts.split_last()?;
        let first = before.iter().position(|part| is_id(part)).or_else(|| before.len().checked_sub(1))?;
        let (folder, rest) = before.split_at_checked(first)?;
        Some(Self {
            origin: url.origin().ascii_serialization(),
            folder: folder.iter().map(|part| (*part).to_owned()).collect(),
            ids: rest.iter().map(|part| is_id(part)).collect(),
        })
    }

    fn fits(&self, url: &Url) -> bool {
        let Some(parts) = parts(url).filter(|_| url.origin().ascii_serialization() == self.origin) else { return false };
        let Some((folder, rest)) = parts.split_at_checked(self.folder.len()) else { return false };
        folder.iter().eq(&self.folder)
            && rest.len() == self.ids.len() + 1
            && rest.iter().zip(&self.ids).all(|(part, id)| !id || is_id(part))
    }
}

/// The parts of the path; `None` where there is more to the address than a path.
fn parts(url: &Url) -> Option<Vec<&str>> {
    let plain = url.query().is_none() && url.username().is_empty() && url.password().is_none();
    plain.then(|| url.path_segments())?.map(Iterator::collect)
}

/// Long, of plain letters and digits: made by chance or by hashing.
fn is_id(part: &str) -> bool {
    part.len() >= SHORTEST_ID
        && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        && part.bytes().any(|byte| byte.is_ascii_digit())
}

/// One address for each pattern, the newest first.
#[derive(Debug, Default)]
pub struct Places(Vec<(Url, Pattern)>);

impl Places {
    /// As [`Places::kept`] wrote it.
    pub fn from_kept(kept: &str) -> Self {
        let mut places = Self::default();
        let addresses: Vec<String> = serde_json::from_str(kept).unwrap_or_default();
        for address in addresses.iter().rev() {
            places.learn(address);
        }
        places
    }

    pub fn kept(&self) -> String {
        let addresses: Vec<&str> = self.0.iter().map(|(url, _)| url.as_str()).collect();
        serde_json::to_string(&addresses).unwrap_or_default()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The own server gave a slot with this address; true where it is built in a way not known before.
    pub fn learn(&mut self, address: &str) -> bool {
        let Some((url, pattern)) = Url::parse(address).ok().and_then(|url| Some((url.clone(), Pattern::of(&url)?))) else {
            return false;
        };
        if self.0.iter().any(|(_, known)| *known == pattern) {
            return false;
        }
        self.0.insert(0, (url, pattern));
        self.0.truncate(MOST);
        true
    }

    pub fn hold(&self, url: &Url) -> bool {
        self.0.iter().any(|(_, pattern)| pattern.fits(url))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    const ID: &str = "Zk3_9fQw-77aLpX0bbTe1g";
    const OTHER: &str = "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0";

    fn holds(slot: &str, url: &str) -> bool {
        let mut places = Places::default();
        places.learn(slot);
        let held = places.hold(&Url::parse(url).unwrap());
        assert_eq!(Places::from_kept(&places.kept()).hold(&Url::parse(url).unwrap()), held, "after a restart: {url}");
        held
    }

    #[test]
    fn what_others_put_to_the_same_service_is_the_own_servers() {
        let (embedded, prosody) =
            (format!("https://a.example/upload/{ID}/x.png"), format!("https://f.example:5281/file_share/{ID}/x.png"));
        assert!(holds(&embedded, &format!("https://a.example/upload/{OTHER}/y%20z.jpg")));
        assert!(holds(&prosody, &format!("https://f.example:5281/file_share/{OTHER}/y.png")));
        let ejabberd = format!("https://a.example:5443/upload/{OTHER}/{ID}/x.png");
        assert!(holds(&ejabberd, &format!("https://a.example:5443/upload/{ID}/{OTHER}/y.png")));
        assert!(holds("https://a.example/store/alice/7/x.png", "https://a.example/store/alice/8/y.png"));
    }

    #[test]
    fn nothing_else_is_whatever_its_host() {
        let slot = format!("https://a.example/upload/{ID}/x.png");
        for url in [
            "https://a.example/job/x/build?token=1".to_owned(),
            format!("https://a.example/upload/{OTHER}/x.png?token=1"),
            format!("https://a.example/upload/{OTHER}/deep/x.png"),
            format!("https://a.example/upload/../job/{OTHER}/build"),
            format!("https://a.example/upload/{OTHER}"),
            "https://a.example/upload/admin/delete".to_owned(),
            format!("https://a.example:8443/upload/{OTHER}/x.png"),
            format!("http://a.example/upload/{OTHER}/x.png"),
            format!("https://jenkins.a.example/upload/{OTHER}/x.png"),
            format!("https://me@a.example/upload/{OTHER}/x.png"),
        ] {
            assert!(!holds(&slot, &url), "{url}");
        }
        // A service at the root of a host gives no leave to ask for all that the host has.
        assert!(!holds(&format!("https://a.example/{ID}/x.png"), "https://a.example/job/build"));
        assert!(!Places::default().hold(&Url::parse(&slot).unwrap()), "before anything is known");
        assert!(!holds("https://a.example/x.png", "https://a.example/y.png"));
    }
}
