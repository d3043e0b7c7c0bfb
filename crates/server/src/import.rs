//! Reading a company from a CSV file: one row a person and department.
//!
//! Invariant: either every row is good and all of them count, or nothing changes and every bad row is named with its
//! line. An account in several rows is one person in several departments.

mod passwords;
mod photo;

pub use passwords::write as write_passwords;
use photo::photo;

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use wire::ids::Entropy;
use wire::secret::Password;

use crate::address::account_name;
use crate::administration::{Person, generate_password, hash};
use crate::storage::accounts::Details;
use crate::storage::company::department_path;

const COLUMNS: &[&str] = &["department", "name", "email", "account", "title", "phone", "photo", "password"];
const LARGEST_FILE: u64 = 64 * 1024 * 1024;
const MOST_ERRORS: usize = 50;

/// What is wrong with one line; line 1 is the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    pub line: u64,
    pub problem: String,
}

impl std::fmt::Display for RowError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.problem)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("{path}: {source}")]
    File { path: PathBuf, source: std::io::Error },
    #[error("{}", list(.0))]
    Rows(Vec<RowError>),
    #[error(transparent)]
    Admin(#[from] crate::administration::AdminError),
}

fn list(errors: &[RowError]) -> String {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    format!("nothing was imported:\n  {}", lines.join("\n  "))
}

/// A person as the file has them.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub line: u64,
    pub account: String,
    pub details: Details,
    pub departments: Vec<String>,
    pub photo: Option<PathBuf>,
    pub password: Option<Password>,
}

/// Reads and checks the whole file.
pub fn read(path: &Path) -> Result<Vec<Row>, ImportError> {
    let failed = |source| ImportError::File { path: path.to_owned(), source };
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut text = String::new();
    file.take(LARGEST_FILE).read_to_string(&mut text).map_err(failed)?;
    let base = path.parent().unwrap_or(Path::new("."));
    parse(&text, base).map_err(ImportError::Rows)
}

/// Reads and checks the text of a file; photo paths are relative to `base`.
pub fn parse(text: &str, base: &Path) -> Result<Vec<Row>, Vec<RowError>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Spreadsheets of half of Europe write semicolons.
    let header = text.lines().next().unwrap_or_default();
    let delimiter = if header.matches(';').count() > header.matches(',').count() { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns = columns(&mut reader)?;
    let mut people: Vec<Row> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut errors: Vec<RowError> = Vec::new();
    for record in reader.records() {
        if errors.len() >= MOST_ERRORS {
            break;
        }
        match record {
            Ok(record) if record.iter().all(str::is_empty) => {}
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                match row(&record, &columns, line, base) {
                    Ok(row) => merge(&mut people, &mut places, row, &mut errors),
                    Err(problems) => errors.extend(problems.into_iter().map(|problem| RowError { line, problem })),
                }
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                errors.push(RowError { line, problem: format!("not readable as CSV: {error}") });
            }
        }
    }
    if people.is_empty() && errors.is_empty() {
        errors.push(RowError { line: 1, problem: "there is nobody in the file".into() });
    }
    if errors.is_empty() { Ok(people) } else { Err(errors) }
}

type Columns = HashMap<&'static str, usize>;

fn columns(reader: &mut csv::Reader<&[u8]>) -> Result<Columns, Vec<RowError>> {
    let at_header = |problem: String| vec![RowError { line: 1, problem }];
    let header = reader.headers().map_err(|error| at_header(error.to_string()))?;
    let mut columns = Columns::new();
    for (place, name) in header.iter().enumerate() {
        match COLUMNS.iter().find(|column| name.eq_ignore_ascii_case(column)) {
            Some(column) => {
                if columns.insert(column, place).is_some() {
                    return Err(at_header(format!("the column \"{name}\" is there twice")));
                }
            }
            None => return Err(at_header(format!("unknown column \"{name}\"; known are {}", COLUMNS.join(", ")))),
        }
    }
    for needed in ["department", "name"] {
        if !columns.contains_key(needed) {
            return Err(at_header(format!("the column \"{needed}\" is missing")));
        }
    }
    if !columns.contains_key("email") && !columns.contains_key("account") {
        return Err(at_header("one of the columns \"email\" and \"account\" is needed".into()));
    }
    Ok(columns)
}

fn row(record: &csv::StringRecord, columns: &Columns, line: u64, base: &Path) -> Result<Row, Vec<String>> {
    let cell = |name: &str| columns.get(name).and_then(|&place| record.get(place)).unwrap_or_default();
    let mut problems = Vec::new();
    let department = department_path(cell("department")).map_err(|problem| problems.push(problem)).ok();
    let name = cell("name");
    if name.is_empty() {
        problems.push("the name is missing".to_owned());
    }
    let email = cell("email");
    if !email.is_empty() && !looks_like_email(email) {
        problems.push(format!("\"{email}\" is no e-mail address"));
    }
    let wanted = match cell("account") {
        "" => email.split('@').next().unwrap_or_default(),
        account => account,
    };
    let account = account_name(wanted).unwrap_or_default();
    if wanted.is_empty() {
        problems.push("neither account nor e-mail is given".to_owned());
    } else if account.is_empty() {
        problems.push(format!("\"{wanted}\" cannot be an account name"));
    }
    let photo = Some(cell("photo")).filter(|photo| !photo.is_empty()).map(|photo| base.join(photo));
    if let Some(photo) = photo.as_ref().filter(|photo| !photo.is_file()) {
        problems.push(format!("the photo {} is not there", photo.display()));
    }
    let too_long = record.iter().any(|cell| cell.len() > 1_000 || cell.chars().any(char::is_control));
    if too_long {
        problems.push("a cell is longer than 1000 bytes or has control characters".to_owned());
    }
    if record.len() > columns.len() {
        problems.push(format!("{} cells where the header has {}", record.len(), columns.len()));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let details = Details {
        full_name: name.to_owned(),
        email: email.to_owned(),
        title: cell("title").to_owned(),
        phone: cell("phone").to_owned(),
    };
    let password = Some(cell("password")).filter(|text| !text.is_empty()).map(|text| Password::new(text.to_owned()));
    Ok(Row { line, account, details, departments: department.into_iter().collect(), photo, password })
}

fn looks_like_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !domain.contains('@') && !text.contains(char::is_whitespace)
    })
}

/// A second row of the same account adds a department; whatever else it says must agree.
fn merge(people: &mut Vec<Row>, places: &mut HashMap<String, usize>, row: Row, errors: &mut Vec<RowError>) {
    let Some(first) = places.get(&row.account).and_then(|&place| people.get_mut(place)) else {
        places.insert(row.account.clone(), people.len());
        people.push(row);
        return;
    };
    let mut differs = |what: &str, a: &str, b: &str| {
        if !b.is_empty() && a != b {
            let problem = format!("account {} is also in line {}, with another {what}", row.account, first.line);
            errors.push(RowError { line: row.line, problem });
        }
    };
    differs("name", &first.details.full_name, &row.details.full_name);
    differs("e-mail", &first.details.email, &row.details.email);
    differs("title", &first.details.title, &row.details.title);
    differs("phone", &first.details.phone, &row.details.phone);
    for department in row.departments {
        if first.departments.contains(&department) {
            let problem = format!("account {} is in \"{department}\" twice (line {})", row.account, first.line);
            errors.push(RowError { line: row.line, problem });
        } else {
            first.departments.push(department);
        }
    }
    first.photo = first.photo.take().or(row.photo);
    first.password = first.password.take().or(row.password);
}

/// What an import made.
#[derive(Debug)]
pub struct Prepared {
    pub people: Vec<Person>,
    /// Passwords that were made up, by account.
    pub passwords: Vec<(String, Password)>,
}

/// Hashes passwords (made up for accounts that `known` does not have and the file gives none) and reads photos, on
/// all processors.
pub fn prepare(
    rows: Vec<Row>,
    known: impl Fn(&str) -> bool,
    iterations: u32,
    entropy: &dyn Entropy,
) -> Result<Prepared, ImportError> {
    let mut passwords = Vec::new();
    let mut work: Vec<(Row, Option<Password>)> = Vec::with_capacity(rows.len());
    for row in rows {
        let password = match &row.password {
            Some(password) => Some(password.clone()),
            None if known(&row.account) => None,
            None => {
                let password = generate_password(entropy);
                passwords.push((row.account.clone(), password.clone()));
                Some(password)
            }
        };
        work.push((row, password));
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = work.len().div_ceil(threads).max(1);
    let outcomes: Vec<Result<Person, RowError>> = std::thread::scope(|scope| {
        let workers: Vec<_> = work
            .chunks(share)
            .map(|chunk| {
                scope.spawn(move || {
                    chunk.iter().map(|(row, password)| person(row, password.as_ref(), iterations, entropy)).collect::<Vec<_>>()
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    });
    let mut people = Vec::with_capacity(outcomes.len());
    let mut errors = Vec::new();
    for outcome in outcomes {
        match outcome {
            Ok(person) => people.push(person),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(Prepared { people, passwords }) } else { Err(ImportError::Rows(errors)) }
}

fn person(row: &Row, password: Option<&Password>, iterations: u32, entropy: &dyn Entropy) -> Result<Person, RowError> {
    let at_row = |problem: String| RowError { line: row.line, problem };
    let verifier = match password {
        Some(password) => Some(hash(password, iterations, entropy).map_err(|error| at_row(error.to_string()))?),
        None => None,
    };
    let picture = match &row.photo {
        Some(path) => {
            Some(("image/jpeg".to_owned(), photo(path).map_err(|problem| at_row(format!("{}: {problem}", path.display())))?))
        }
        None => None,
    };
    Ok(Person {
        account: row.account.clone(),
        details: row.details.clone(),
        departments: row.departments.clone(),
        verifier,
        picture,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        parse(text, Path::new(".")).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_good_file_in_both_spellings() {
        let text = "\u{feff}Department;Name;Email;Account;Title;Phone\n\
                    Sales / Inside;Zoë Müller;zoe@example.com;;Head of sales;+49 1\n\
                    Board;Zoë Müller;;zoe;;\n\
                    Sales::Inside;李明;;li.ming;;\n";
        let people = parse(text, Path::new(".")).unwrap();
        assert_eq!(people.len(), 2);
        assert_eq!(people[0].account, "zoe");
        assert_eq!(people[0].departments, ["Sales::Inside", "Board"]);
        assert_eq!((people[1].account.as_str(), people[1].details.full_name.as_str()), ("li.ming", "李明"));
    }

    #[test]
    fn every_bad_row_is_named() {
        let text = "department,name,email,photo\n\
                    Sales,Anna,anna@example.com,\n\
                    ,Bob,bob@example.com,\n\
                    Sales,,carl@example.com,\n\
                    Sales,Dora,dora,\n\
                    Sales,Eve,eve@example.com,no-such.png\n\
                    Sales,Anna B,anna@example.com,\n";
        let problems = problems(text);
        assert_eq!(problems[0], "line 3: the department is missing");
        assert_eq!(problems[1], "line 4: the name is missing");
        assert_eq!(problems[2], "line 5: \"dora\" is no e-mail address");
        assert!(problems[3].starts_with("line 6: the photo"));
        assert!(problems[4].starts_with("line 7: account anna is also in line 2, with another name"));
    }

    #[test]
    fn a_wrong_header_is_line_one() {
        assert_eq!(
            problems("department,name,mail\n")[0],
            format!("line 1: unknown column \"mail\"; known are {}", COLUMNS.join(", "))
        );
        assert_eq!(problems("name,email\n")[0], "line 1: the column \"department\" is missing");
        assert_eq!(problems("department,name,email\n")[0], "line 1: there is nobody in the file");
    }

    #[test]
    fn passwords_are_made_up_only_where_needed() {
        let text = "department,name,account,password\nA,Anna,anna,secret\nA,Bob,bob,\nA,Eve,eve,\n";
        let rows = parse(text, Path::new(".")).unwrap();
        let prepared = prepare(rows, |account| account == "eve", 4_096, &wire::ids::SeededEntropy::new(1)).unwrap();
        assert_eq!(prepared.passwords.len(), 1);
        assert_eq!((prepared.passwords[0].0.as_str(), prepared.passwords[0].1.reveal().len()), ("bob", 16));
        assert!(prepared.people[0].verifier.is_some() && prepared.people[2].verifier.is_none());
    }
}
