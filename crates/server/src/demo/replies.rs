//! What the colleagues say: answers that fit the words they were sent, and things they write first.
//!
//! Invariant: no answer is given twice in a row by the same colleague.

use std::sync::LazyLock;

use super::dice::Dice;

struct Rule {
    words: Vec<&'static str>,
    answers: Vec<&'static str>,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let lines = include_str!("replies.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            // The separator is a colon followed by a blank: the words themselves may hold colons.
            let (words, answers) = line.split_once(": ")?;
            Some(Rule { words: words.split_whitespace().collect(), answers: answers.split(" / ").map(str::trim).collect() })
        })
        .collect()
});

/// Who writes what first: account and message.
pub static OPENINGS: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let lines = include_str!("openings.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(": ")).collect()
});

/// What the guest says once the request is accepted.
pub const THANKS_FOR_ACCEPTING: &str =
    "Thank you for adding me! The last pictures of the photo day are ready, I'll send a link tomorrow.";

fn fits(rule: &Rule, text: &str, words: &[String]) -> bool {
    rule.words.is_empty()
        || rule.words.iter().any(|word| {
            // Words are compared whole; signs and beginnings of links anywhere.
            if word.chars().all(char::is_alphabetic) { words.iter().any(|said| said == word) } else { text.contains(word) }
        })
}

/// An answer to `text`, other than the last one.
pub fn answer(text: &str, first_name: &str, last: Option<&str>, dice: &Dice) -> String {
    let text = text.to_lowercase();
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    let rule = RULES.iter().find(|rule| fits(rule, &text, &words));
    let answers: Vec<String> =
        rule.map(|rule| rule.answers.iter().map(|answer| answer.replace("{first}", first_name)).collect()).unwrap_or_default();
    let fresh: Vec<&String> = answers.iter().filter(|answer| Some(answer.as_str()) != last).collect();
    dice.pick(&fresh).map_or_else(|| "👍".to_owned(), |answer| (*answer).clone())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::super::company::samples;
    use super::*;

    fn answers_to(text: &str) -> Vec<&'static str> {
        let lower = text.to_lowercase();
        let words: Vec<String> = lower.split_whitespace().map(str::to_owned).collect();
        RULES.iter().find(|rule| fits(rule, &lower, &words)).unwrap().answers.clone()
    }

    #[test]
    fn answers_fit_the_words() {
        let dice = Dice::new(1, "x");
        assert!(answer("Good morning!", "Anna", None, &dice).len() > 3);
        assert!(answers_to("this is broken").iter().any(|answer| answer.contains("exact text")));
        assert!(answers_to("see https://a.example").iter().any(|answer| answer.contains("link")));
        assert!(answers_to("is it so?").iter().any(|answer| answer.contains("Good question")));
        assert!(answers_to("the boat sails").iter().any(|answer| answer.contains("Noted")));
        let hello = answer("hello", "Anna", None, &dice);
        assert_ne!(answer("hello", "Anna", Some(&hello), &dice), hello);
    }

    #[test]
    fn openings_come_from_people_of_the_company() {
        assert!(OPENINGS.len() > 10);
        for (account, _) in OPENINGS.iter() {
            assert!(samples().iter().any(|sample| &sample.account == account), "{account}");
        }
    }
}
