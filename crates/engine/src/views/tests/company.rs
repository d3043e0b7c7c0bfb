//! The company as a page sees it: tree, counts, filter, window.

use super::*;

fn line(row: &ContactRow) -> String {
    match row {
        ContactRow::Department { name, depth, folded, online, total, .. } => {
            format!("{}{} {name} {online}/{total}", "  ".repeat((*depth).into()), if *folded { '>' } else { 'v' })
        }
        ContactRow::Person { name, depth, availability, .. } => {
            let dot = if *availability == Availability::Available { "*" } else { "-" };
            format!("{}{dot} {name}", "  ".repeat((*depth).into()))
        }
    }
}

fn company() -> Fact {
    roster(vec![
        person("anna@x.example", "Anna Berg", &["Sales::Inside"]),
        person("tom@x.example", "Tom Adler", &["Sales::Inside", "Works"]),
        person("zoe@x.example", "Zoë Ärmel", &["Sales"]),
        person("otto@x.example", "otto Ast", &["Works"]),
        person("new@x.example", "", &[]),
    ])
}

fn lines(text: &[&str]) -> Vec<String> {
    text.iter().map(|line| (*line).to_owned()).collect()
}

#[tokio::test]
async fn the_company_is_a_tree_that_folds_and_counts_each_person_once() {
    let desk = Desk::new();
    desk.write(vec![company()]).await;
    let page = desk.contacts("").await;
    page.shows(
        line,
        lines(&[
            "v Sales 0/3",
            "  - Zoë Ärmel",
            "  v Inside 0/2",
            "    - Anna Berg",
            "    - Tom Adler",
            "v Works 0/2",
            "  - otto Ast",
            "  - Tom Adler",
            "- new",
        ]),
    )
    .await;
    desk.write(vec![presence("tom@x.example", Show::Available)]).await;
    page.shows(
        line,
        lines(&[
            "v Sales 1/3",
            "  - Zoë Ärmel",
            "  v Inside 1/2",
            "    - Anna Berg",
            "    * Tom Adler",
            "v Works 1/2",
            "  - otto Ast",
            "  * Tom Adler",
            "- new",
        ]),
    )
    .await;
    desk.write(vec![
        Fact::Fold { group: "Sales::Inside".into(), folded: true },
        Fact::Fold { group: "Works".into(), folded: true },
    ])
    .await;
    page.shows(line, lines(&["v Sales 1/3", "  - Zoë Ärmel", "  > Inside 1/2", "> Works 1/2", "- new"])).await;
    let mut app = desk.app.clone();
    app.settings.show_offline = false;
    desk.board.app(Arc::new(app.clone()));
    page.shows(line, lines(&["v Sales 1/3", "  > Inside 1/2", "> Works 1/2"])).await;
    app.settings.show_groups = false;
    desk.board.app(Arc::new(app));
    page.shows(line, lines(&["* Tom Adler"])).await;
    desk.write(vec![Fact::PresenceUnknown]).await;
    page.shows(line, Vec::new()).await;
}

#[tokio::test]
async fn a_new_employee_appears_and_one_who_moves_moves() {
    let desk = Desk::new();
    desk.write(vec![company()]).await;
    let page = desk.contacts("").await;
    let push = |person| Fact::Person { person, version: None };
    desk.write(vec![push(person("otto@x.example", "Otto Ast", &["Sales"])), push(person("eva@x.example", "Eva", &["Lab"]))]).await;
    let gone = Fact::PersonGone { address: "zoe@x.example".into(), version: None };
    desk.write(vec![gone]).await;
    page.shows(
        line,
        lines(&[
            "v Lab 0/1",
            "  - Eva",
            "v Sales 0/3",
            "  - Otto Ast",
            "  v Inside 0/2",
            "    - Anna Berg",
            "    - Tom Adler",
            "v Works 0/1",
            "  - Tom Adler",
            "- new",
        ]),
    )
    .await;
}

#[test]
fn whoever_gets_a_name_moves_to_its_place_everywhere() {
    let employee = |address: &str, name: &str, groups: &[&str]| Employee {
        address: address.into(),
        name: name.into(),
        groups: groups.iter().map(|group| (*group).into()).collect(),
        ..Employee::default()
    };
    let people = vec![
        employee("a@x", "a", &["Sales"]),
        employee("b@x", "b", &["Sales", "Works"]),
        employee("c@x", "c", &[]),
        employee("d@x", "d", &[]),
    ];
    let mut directory = Directory::new(people.clone(), "::");
    let renamed = vec![employee("a@x", "Zoe", &["Sales"]), employee("d@x", "Anton", &[])];
    for one in &renamed {
        assert!(directory.put(one.clone()));
        assert!(!directory.put(one.clone()), "once is enough");
    }
    let mut anew = people;
    for one in renamed {
        anew.retain(|old| old.address != one.address);
        anew.push(one);
    }
    let anew = Directory::new(anew, "::");
    let names = |directory: &Directory, lines: Vec<Line>| -> Vec<String> {
        let name = |line: &Line| match line {
            Line::Department(at) => directory.department(*at).unwrap().id.clone(),
            Line::Person { person, .. } => directory.get(*person).unwrap().employee.name.clone(),
        };
        lines.iter().map(name).collect()
    };
    let all = HashSet::new();
    assert_eq!(names(&directory, directory.tree(&all, true)), names(&anew, anew.tree(&all, true)));
    assert_eq!(names(&directory, directory.flat(true)), ["Anton", "b", "c", "Zoe"]);
    assert_eq!(names(&directory, directory.search(&Query::new("zo"), None).lines()), ["Zoe"]);
}

#[tokio::test]
async fn the_filter_finds_any_word_folded_or_offline_each_person_once() {
    let desk = Desk::new();
    desk.write(vec![company(), Fact::Fold { group: "Sales".into(), folded: true }]).await;
    let page = desk.contacts("").await;
    for (typed, found) in [
        ("armel zo", lines(&["- Zoë Ärmel"])),
        ("a", lines(&["- Anna Berg", "- otto Ast", "- Tom Adler", "- Zoë Ärmel"])),
        ("works", lines(&["- otto Ast", "- Tom Adler"])),
        ("tom works", lines(&["- Tom Adler"])),
        ("nobody", Vec::new()),
    ] {
        desk.board.go(page.id, Move::Filter(typed.into())).await.unwrap();
        page.shows(line, found).await;
    }
    desk.board.go(page.id, Move::Filter("berg".into())).await.unwrap();
    let ContactRow::Person { matches, .. } = page.rows()[0].clone() else { panic!() };
    assert_eq!(matches, [(5, 9)]);
    desk.board.go(page.id, Move::Filter(String::new())).await.unwrap();
    page.shows(line, lines(&["> Sales 0/3", "v Works 0/2", "  - otto Ast", "  - Tom Adler", "- new"])).await;
}

#[test]
fn what_is_typed_further_finds_whom_it_would_find_at_once() {
    let names = ["Anna Berg", "Tom Adler", "Zoë Ärmel", "Otto Ast", "Sam Sales", "Ana Tomlin"];
    let titles = ["Sales", "Tomography", "Head of Sales", ""];
    let employee = |n: usize| Employee {
        address: format!("{n}@x"),
        name: format!("{} {}", names[n % names.len()], names[n / 7 % names.len()]),
        title: titles[n % titles.len()].into(),
        groups: vec![["Works", "Sales::Inside"][n % 2].into()],
        ..Employee::default()
    };
    let directory = Directory::new((0..300).map(employee).collect(), "::");
    for typed in ["tom sales", "sales tom a", "anna works i", "z", "head of s", "a ast"] {
        let (mut before, mut found) = (Query::default(), None);
        for (end, letter) in typed.char_indices() {
            let query = Query::new(&typed[..end + letter.len_utf8()]);
            assert!(query.narrows(&before), "{typed}");
            let narrowed = directory.search(&query, found.take());
            assert_eq!(narrowed.lines(), directory.search(&query, None).lines(), "{typed} up to {end}");
            before = query;
            found = Some(narrowed);
        }
    }
    for (query, other) in [("an", "anna"), ("anna", "berg"), ("tom", "tom a"), ("", "a")] {
        assert!(!Query::new(query).narrows(&Query::new(other)), "{query:?} finds whom {other:?} does not");
    }
}

#[tokio::test]
async fn a_long_list_is_a_window_with_exact_counts() {
    let desk = Desk::new();
    let people = (0..1_000).map(|n| person(&format!("p{n:04}@x.example"), &format!("Person {n:04}"), &[])).collect();
    desk.write(vec![roster(people)]).await;
    let page = desk.contacts("").await;
    assert_eq!((page.rows().len(), *page.extent.lock().unwrap()), (200, (0, 800)));
    desk.board.go(page.id, Move::Newer).await.unwrap();
    assert_eq!((page.rows().len(), *page.extent.lock().unwrap()), (300, (0, 700)));
    desk.board.go(page.id, Move::Jump(Anchor::Index { index: 500 })).await.unwrap();
    assert_eq!((page.rows().len(), *page.extent.lock().unwrap()), (200, (450, 350)));
    assert_eq!(line(&page.rows()[50]), "- Person 0500");
    desk.board.go(page.id, Move::Jump(Anchor::Index { index: 5_000 })).await.unwrap();
    assert_eq!(*page.extent.lock().unwrap(), (949, 0));
    desk.board.go(page.id, Move::Older).await.unwrap();
    assert_eq!(*page.extent.lock().unwrap(), (849, 0));
}
