//! The program on the command line: accounts, import, refusals, and the password that is never an argument.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn run(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hallway-server"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn accounts_are_added_listed_and_removed() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let data = path(&data);
    let add = ["user", "add", "Anna.Berg", "--data", data, "--name", "Anna Berg", "--department", "Sales / Inside"];
    assert!(run(&add, "secret\n").status.success());
    let again = run(&add, "secret\n");
    assert!(!again.status.success() && text(&again).contains("exists already"));
    let list = run(&["user", "list", "--data", data], "");
    assert_eq!(String::from_utf8_lossy(&list.stdout), "anna.berg\tAnna Berg\t\tSales::Inside\n");
    assert!(run(&["user", "passwd", "anna.berg", "--data", data], "another\n").status.success());
    assert!(!run(&["user", "passwd", "anna.berg", "--data", data], "\n").status.success());
    assert!(run(&["user", "remove", "anna.berg", "--data", data], "").status.success());
    let gone = run(&["user", "remove", "anna.berg", "--data", data], "");
    assert!(!gone.status.success() && text(&gone).contains("no account"));
}

#[test]
fn a_company_is_imported() {
    let directory = tempfile::tempdir().unwrap();
    let (data, file, passwords) =
        (directory.path().join("data"), directory.path().join("company.csv"), directory.path().join("passwords.csv"));
    std::fs::write(&file, "department,name,email\nSales,Anna,anna@example.com\nSales,Bob\n").unwrap();
    let arguments = ["import", path(&file), "--data", path(&data), "--passwords", path(&passwords)];
    let failed = run(&arguments, "");
    assert!(!failed.status.success() && text(&failed).contains("line 3: neither account nor e-mail is given"), "{}", text(&failed));
    assert!(!passwords.exists());
    std::fs::write(&file, "department,name,email\nSales,Anna,anna@example.com\n").unwrap();
    let done = run(&arguments, "");
    assert!(done.status.success() && text(&done).contains("1 people imported"), "{}", text(&done));
    assert!(std::fs::read_to_string(&passwords).unwrap().starts_with("account,password\nanna,"));
}

#[test]
fn the_network_is_not_served_without_tls() {
    let directory = tempfile::tempdir().unwrap();
    let refused = run(&["serve", "--data", path(directory.path()), "--listen", "0.0.0.0:0"], "");
    assert!(!refused.status.success() && text(&refused).contains("certificate"), "{}", text(&refused));
}
