//! Status codes of rooms (XEP-0045 §15.6), and what they mean.

/// Everybody in the room sees the real addresses.
pub const NOT_ANONYMOUS: u16 = 100;
/// The room's settings changed, not its secrecy.
pub const CONFIGURATION_CHANGED: u16 = 104;
/// This presence is one's own.
pub const SELF: u16 = 110;
/// What is said here is kept.
pub const LOGGED: u16 = 170;
/// From now on what is said here is kept no more.
pub const NOT_LOGGED: u16 = 171;
/// The room has become non-anonymous, semi-anonymous.
pub const NOW_NOT_ANONYMOUS: u16 = 172;
pub const NOW_SEMI_ANONYMOUS: u16 = 173;
/// The room was created just now, and waits to be configured.
pub const CREATED: u16 = 201;
/// The room gave or changed one's nickname.
pub const NICK_ASSIGNED: u16 = 210;
pub const BANNED: u16 = 301;
/// The occupant goes on under another nickname.
pub const NICK_CHANGED: u16 = 303;
pub const KICKED: u16 = 307;
/// Removed: lost the affiliation; the room is for members only now; the service stops; an error.
pub const AFFILIATION_LOST: u16 = 321;
pub const MEMBERS_ONLY: u16 = 322;
pub const SHUTDOWN: u16 = 332;
pub const FAILED: u16 = 333;
