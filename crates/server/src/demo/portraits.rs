//! x
pub fn logo() -> Option<Vec<u8>> { None }
