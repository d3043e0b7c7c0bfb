//! A company of any size, as the file `hallway-server import` reads.

use std::fmt::Write;

/// Everybody's password: it is hashed for the server, and only on this machine.
pub const PASSWORD: &str = "bench password";
/// The person whose app is measured, and the one who writes to them.
pub const READER: &str = "reader";
pub const WRITER: &str = "writer";

/// Forty departments, nested two deep, with the people spread over them.
pub fn csv(people: usize) -> String {
    let mut csv = "department,name,email,account,title,phone,password\n".to_owned();
    let mut line = |account: &str, name: &str, number: usize| {
        let department = format!("Division {}::Team {}", number % 8 + 1, number % 40 + 1);
        let _ = writeln!(csv, "{department},{name},{account}@example.com,{account},Engineer,+49 30 {number:05},{PASSWORD}");
    };
    line(READER, "Rea Reader", 0);
    line(WRITER, "Will Writer", 1);
    for number in 2..people {
        line(&format!("person{number}"), &format!("Person Number{number}"), number);
    }
    csv
}
