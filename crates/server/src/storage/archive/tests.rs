//! The archive asked in all ways: pages, filters, what is hidden, and whose it is.

use super::super::{Storage, accounts};
use super::*;

fn filled(count: i64) -> (tempfile::TempDir, Storage) {
    let directory = tempfile::tempdir().unwrap();
    let storage = Storage::open_exclusive(directory.path()).unwrap();
    for name in ["anna", "bob"] {
        accounts::put(storage.connection(), name, &accounts::Details::default(), 0).unwrap();
    }
    for number in 0..count {
        let peer = if number % 2 == 0 { "even@x" } else { "odd@x" };
        append(storage.connection(), "anna", peer, 1_000 + number, &format!("m{number}")).unwrap();
    }
    (directory, storage)
}

fn texts(answer: &Answer) -> Vec<&str> {
    answer.entries.iter().map(|entry| entry.stanza.as_str()).collect()
}

#[test]
fn pages_forward_and_backward_meet_at_the_ends() {
    let (_directory, storage) = filled(5);
    let db = storage.connection();
    let all = Filter::default();
    let first = query(db, "anna", &all, &Page::First, 2).unwrap();
    assert_eq!((texts(&first), first.complete), (vec!["m0", "m1"], false));
    let rest = query(db, "anna", &all, &Page::After(first.entries[1].id.clone()), 3).unwrap();
    assert_eq!((texts(&rest), rest.complete), (vec!["m2", "m3", "m4"], true));
    let last = query(db, "anna", &all, &Page::Last, 2).unwrap();
    assert_eq!((texts(&last), last.complete), (vec!["m3", "m4"], false));
    let before = query(db, "anna", &all, &Page::Before(last.entries[0].id.clone()), 10).unwrap();
    assert_eq!((texts(&before), before.complete), (vec!["m0", "m1", "m2"], true));
}

#[test]
fn filters_by_person_and_time() {
    let (_directory, storage) = filled(6);
    let db = storage.connection();
    let filter = Filter { with: Some("odd@x".into()), start: Some(1_002), end: Some(1_004), ..Filter::default() };
    let answer = query(db, "anna", &filter, &Page::First, 10).unwrap();
    assert_eq!(texts(&answer), ["m3"]);
    assert_eq!(count(db, "anna", &filter).unwrap(), 1);
}

#[test]
fn an_id_of_somebody_else_is_unknown() {
    let (_directory, storage) = filled(1);
    let db = storage.connection();
    let id = query(db, "anna", &Filter::default(), &Page::First, 1).unwrap().entries[0].id.clone();
    for (owner, id) in [("bob", id.as_str()), ("anna", "zz-1"), ("anna", ""), ("anna", "0-1")] {
        let answer = query(db, owner, &Filter::default(), &Page::After(id.into()), 1);
        assert!(matches!(answer, Err(QueryError::UnknownId)), "{owner} {id}");
    }
    assert!(ends(db, "bob", None).unwrap().is_none());
}

#[test]
fn what_is_hidden_is_not_found_by_any_way() {
    let (_directory, storage) = filled(4);
    let db = storage.connection();
    let ids: Vec<String> =
        query(db, "anna", &Filter::default(), &Page::First, 10).unwrap().entries.into_iter().map(|entry| entry.id).collect();
    let hidden_to = Some(2);
    let seen =
        |filter: Filter, page: &Page| texts(&query(db, "anna", &Filter { hidden_to, ..filter }, page, 10).unwrap()).join(" ");
    assert_eq!(seen(Filter::default(), &Page::First), "m2 m3");
    assert_eq!(seen(Filter::default(), &Page::Before(ids[3].clone())), "m2");
    assert_eq!(seen(Filter { ids: ids.clone(), ..Filter::default() }, &Page::Last), "m2 m3");
    assert_eq!(seen(Filter { before_id: Some(ids[2].clone()), ..Filter::default() }, &Page::First), "");
    assert_eq!(count(db, "anna", &Filter { hidden_to, ..Filter::default() }).unwrap(), 2);
    assert_eq!(ends(db, "anna", hidden_to).unwrap().unwrap()[0].0, ids[2]);
}

#[test]
fn a_room_and_an_account_of_one_name_have_nothing_in_common() {
    let (_directory, storage) = filled(1);
    let db = storage.connection();
    super::super::rooms::create(db, "anna", &super::super::rooms::Settings::default(), 1).unwrap();
    let room = Owner::Room("anna");
    for text in ["one <tea/>", "two", "three <tea/>"] {
        append(db, room, "bob@x", 5, text).unwrap();
    }
    let all = query(db, room, &Filter::default(), &Page::First, 9).unwrap();
    assert_eq!(texts(&all), ["one <tea/>", "two", "three <tea/>"]);
    assert_eq!(newest(db, "anna").unwrap(), 1);
    assert!(matches!(entry(db, "anna", &all.entries[1].id), Err(QueryError::UnknownId)));
    assert_eq!(entry(db, room, &all.entries[1].id).unwrap(), all.entries[1]);
    let found = containing(db, room, "bob@x", 1, "<tea/>").unwrap();
    assert_eq!(found, [all.entries[2].clone()]);
    replace(db, room, 3, "gone").unwrap();
    remove_to(db, room, 2).unwrap();
    assert_eq!(texts(&query(db, room, &Filter::default(), &Page::First, 9).unwrap()), ["gone"]);
    append(db, room, "bob@x", 5, "next").unwrap();
    assert_eq!(newest(db, room).unwrap(), 4);
}
