//! The file of the passwords that an import made up.

use std::path::Path;

use wire::secret::Password;

use super::ImportError;

/// Writes made-up passwords where only the owner of the file can read them.
pub fn write(path: &Path, passwords: &[(String, Password)]) -> Result<(), ImportError> {
    use std::io::Write as _;
    let failed = |source| ImportError::File { path: path.to_owned(), source };
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(failed)?;
    let mut text = zeroize::Zeroizing::new(String::from("account,password\n"));
    for (account, password) in passwords {
        text.push_str(&format!("{account},"));
        text.push_str(password.reveal());
        text.push('\n');
    }
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_passwords_is_private_and_never_overwritten() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("passwords.csv");
        let passwords = [("anna".to_owned(), Password::new("pw".into()))];
        write(&path, &passwords).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "account,password\nanna,pw\n");
        assert!(write(&path, &passwords).is_err());
    }
}
