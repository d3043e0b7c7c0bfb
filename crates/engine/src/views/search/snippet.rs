//! One line of a message around the first place that matches, with the matching parts (F105).
//!
//! Invariant: offsets are UTF-16 code units of the line, in order, apart from each other, and never inside a character.

/// Characters of the line, and of what stands before the first match.
const LONGEST: usize = 160;
const LEAD: usize = 40;

/// `marks` are code points of `body`, `[from, to)`. White space becomes single spaces.
pub fn of(body: &str, marks: &[(u32, u32)]) -> (String, Vec<(u32, u32)>) {
    let characters: Vec<char> = body.chars().collect();
    let mut marked = vec![false; characters.len()];
    for (from, to) in marks {
        let (from, to) = (*from as usize, (*to as usize).min(characters.len()));
        marked.get_mut(from..to).unwrap_or_default().fill(true);
    }
    let start = beginning(&characters, &marked);
    let mut line = String::new();
    let mut matches: Vec<(u32, u32)> = Vec::new();
    let mut length = 0usize;
    let mut units = 0u32;
    if start > 0 {
        line.push('…');
        units += 1;
    }
    for (c, hit) in characters.iter().zip(&marked).skip(start) {
        if length >= LONGEST {
            line.push('…');
            break;
        }
        let c = if c.is_whitespace() { ' ' } else { *c };
        if c.is_control() || (c == ' ' && (line.is_empty() || line.ends_with([' ', '…']))) {
            continue;
        }
        let end = units + u32::try_from(c.len_utf16()).unwrap_or(1);
        if *hit {
            match matches.last_mut() {
                Some(last) if last.1 == units => last.1 = end,
                _ => matches.push((units, end)),
            }
        }
        line.push(c);
        units = end;
        length += 1;
    }
    (line, matches)
}

/// Where the line begins: at the front, or a little before the first match, at a word.
fn beginning(characters: &[char], marked: &[bool]) -> usize {
    let Some(first) = marked.iter().position(|hit| *hit) else { return 0 };
    if first <= LEAD {
        return 0;
    }
    let from = first - LEAD;
    let lead = characters.get(from..first).unwrap_or_default();
    from + lead.iter().position(|c| c.is_whitespace()).map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

    use super::*;

    /// The line with its matches in brackets.
    fn shown(body: &str, marks: &[(u32, u32)]) -> String {
        let (line, matches) = of(body, marks);
        let units: Vec<u16> = line.encode_utf16().collect();
        let mut out = String::new();
        let mut from = 0;
        for (start, end) in matches {
            out.push_str(&String::from_utf16(&units[from..start as usize]).unwrap());
            out.push_str(&format!("[{}]", String::from_utf16(&units[start as usize..end as usize]).unwrap()));
            from = end as usize;
        }
        out + &String::from_utf16(&units[from..]).unwrap()
    }

    #[test]
    fn matches_are_marked_in_one_line() {
        assert_eq!(shown("Hello 👩‍🚀\n\n  Grüße 👋", &[(0, 5), (13, 18)]), "[Hello] 👩‍🚀 [Grüße] 👋");
        assert_eq!(shown("abc", &[(0, 1), (1, 2)]), "[ab]c");
        assert_eq!(shown("nothing", &[]), "nothing");
        assert_eq!(shown("東京で会う", &[(0, 2)]), "[東京]で会う");
    }

    #[test]
    fn a_match_far_behind_is_seen() {
        let body = format!("{} here it is {}", "word ".repeat(100), "word ".repeat(100));
        let shown = shown(&body, &[(501, 505)]);
        assert!(shown.starts_with("…word ") && shown.contains("[here] it is") && shown.ends_with('…'), "{shown}");
    }

    #[test]
    fn odd_marks_do_no_harm() {
        assert_eq!(shown("abc", &[(5, 9)]), "abc");
        assert_eq!(shown("abc", &[(2, 900)]), "ab[c]");
        assert_eq!(shown("abc", &[(2, 1)]), "abc");
    }
}
