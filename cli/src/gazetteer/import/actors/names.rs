//! What a source calls a name, and what a list can carry: cleaning, comparing, kebab-case.

use std::collections::BTreeSet;

use super::corrections::Corrections;
use crate::gazetteer::import::report::Report;

/// The names that stand behind one string of a source. Empty when nothing usable is left; every drop and
/// every repair is reported.
pub(crate) fn clean(list: &str, raw: &str, corrections: &Corrections, report: &mut Report) -> Vec<String> {
    if let Some(meant) = corrections.value(list, "rename", raw) {
        report.note(format!("{list}: renamed by hand"), format!("{raw} -> {meant}"));
        return meant.split('|').map(str::to_string).collect();
    }
    if corrections.has(list, "keep", raw) {
        return vec![raw.to_string()];
    }
    if let Some(reason) = corrections.drop_reason(list, raw, None) {
        report.note(format!("{list}: dropped by hand"), format!("{raw} ({reason})"));
        return Vec::new();
    }
    let mut names = Vec::new();
    for part in raw.split(", ") {
        let name = tidy(part);
        if let Some(reason) = corrections.drop_reason(list, &name, None) {
            report.note(format!("{list}: dropped by hand"), format!("{raw} ({reason})"));
        } else if let Some(reason) = unusable(&name) {
            report.note(format!("{list}: dropped, {reason}"), raw);
        } else {
            let shown = display(&name, list, corrections);
            if shown != raw {
                report.note(format!("{list}: repaired"), format!("{raw} -> {shown}"));
            }
            names.push(shown);
        }
    }
    names
}

/// Removes what is no part of a name: vendor notes in brackets, ids of ATT&CK behind it, stray punctuation, the
/// article.
fn tidy(raw: &str) -> String {
    let mut name: String = raw.split_whitespace().collect::<Vec<_>>().join(" ");
    name = name.replace(['\u{2010}', '\u{2011}', '\u{2013}'], "-").replace(['\u{200b}', '\u{feff}'], "");
    if let Some((head, tail)) = name.rsplit_once(" - ")
        && is_attack_code(tail)
    {
        name = head.to_string();
    }
    while let Some(open) = name.rfind(" (").filter(|_| name.ends_with(')')) {
        name.truncate(open);
    }
    for prefix in ["Subgroup: ", "The ", "the "] {
        if let Some(rest) = name.strip_prefix(prefix) {
            name = rest.to_string();
        }
    }
    name.trim_matches([',', ';', '*', '"', ' ']).to_string()
}

/// Why a string can be no name in a list.
fn unusable(name: &str) -> Option<&'static str> {
    let letters = name.chars().filter(|c| c.is_alphanumeric()).count();
    if name.chars().count() <= 2 || letters <= 1 {
        Some("one or two characters")
    } else if is_attack_code(name) {
        Some("an id of ATT&CK (used for joining)")
    } else if name.starts_with('[') || name.to_lowercase().contains("unnamed") {
        Some("a placeholder")
    } else if name.chars().all(|c| c.is_ascii_digit()) {
        Some("digits only")
    } else if !name.is_ascii() && mixed_scripts(name) {
        Some("letters of several scripts")
    } else {
        None
    }
}

/// Whether a name is an id of a group or of software in ATT&CK: G0007, S0154.
pub(crate) fn is_attack_code(name: &str) -> bool {
    name.len() == 5 && name.starts_with(['G', 'S']) && name[1..].bytes().all(|b| b.is_ascii_digit())
}

/// ASCII beside letters that are neither Latin nor alone.
fn mixed_scripts(name: &str) -> bool {
    let foreign = name.chars().filter(|c| c.is_alphabetic() && u32::from(*c) > 0x24F).count();
    let latin = name.chars().filter(|c| c.is_alphabetic() && u32::from(*c) <= 0x24F).count();
    foreign > 0 && latin > 0
}

/// A name as running text has it: names of several all-capital words get capitals only at word starts.
fn display(name: &str, list: &str, corrections: &Corrections) -> String {
    let words: Vec<&str> = name.split(' ').collect();
    let shaped = name.chars().any(|c| c.is_lowercase() || c.is_ascii_digit());
    if words.len() < 2 || shaped || corrections.has(list, "caps", name) {
        return name.to_string();
    }
    let word = |w: &str| {
        let acronym = w.len() <= 2 || corrections.has("word", "caps", w);
        if acronym { w.to_string() } else { capitalise(w) }
    };
    words.iter().map(|w| word(w)).collect::<Vec<_>>().join(" ")
}

/// First letter as it is, the rest lower case.
pub(crate) fn capitalise(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars.flat_map(char::to_lowercase)).collect())
}

/// Letters and digits only, lower case: two names with the same form are the same name.
pub(crate) fn norm(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Kebab-case for ids.
pub(crate) fn kebab(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        let plain = match c {
            'ä' | 'á' | 'à' | 'â' => 'a',
            'é' | 'è' => 'e',
            'ı' | 'í' => 'i',
            'ö' | 'õ' | 'ó' => 'o',
            'ü' | 'ú' => 'u',
            'ş' => 's',
            'ğ' => 'g',
            'ç' => 'c',
            '$' => 's',
            other => other,
        };
        if plain.is_alphanumeric() {
            out.push(plain);
        } else if !out.is_empty() && !out.ends_with('-') && !matches!(plain, '\'' | '’') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_string()
}

/// The number of a code name such as APT28, with its letters: `Some(("APT", "28"))`.
pub(crate) fn code(name: &str) -> Option<(&str, &str)> {
    let split = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = name.split_at(split);
    let ok = (2..=6).contains(&letters.len())
        && letters.bytes().all(|b| b.is_ascii_uppercase())
        && digits.bytes().all(|b| b.is_ascii_digit());
    ok.then_some((letters, digits))
}

/// Adds `name` unless the list has it, or has a spelling that matches wherever it would: a capitalised word also
/// matches all capitals.
pub(crate) fn push_name(names: &mut Vec<String>, name: String) {
    if name.is_empty() || names.contains(&name) {
        return;
    }
    if name.contains(|c: char| c.is_ascii_digit()) && names.iter().any(|n| n.eq_ignore_ascii_case(&name)) {
        return;
    }
    let all_caps = |n: &str| n.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    if all_caps(&name) && names.iter().any(|n| n.to_uppercase() == name && n.starts_with(char::is_uppercase)) {
        return;
    }
    if let Some(same) = names.iter_mut().find(|n| all_caps(n) && n.to_uppercase() == name.to_uppercase())
        && name.starts_with(char::is_uppercase)
    {
        *same = name;
        return;
    }
    names.push(name);
}

/// The forms that the matcher does not make itself: `APT 28` of APT28, the long forms of APTnn, the capitalised form of a
/// long all-capital word.
pub(crate) fn variants(list: &str, names: &[String], corrections: &Corrections) -> Vec<String> {
    let mut out = Vec::new();
    for name in names {
        if let Some((letters, digits)) =
            code(name).filter(|(letters, _)| list == "actor" && (letters.len() > 2 || *letters == "TA"))
        {
            out.push(format!("{letters} {digits}"));
            if letters == "APT" {
                out.push(format!("Advanced Persistent Threat {digits}"));
                out.push(format!("Advanced Persistent Threat Actor {digits}"));
            }
        }
        let plain_caps = name.len() >= 5 && name.bytes().all(|b| b.is_ascii_uppercase());
        if plain_caps && !corrections.has(list, "caps", name) && !corrections.has("word", "caps", name) {
            out.push(capitalise(name));
        }
    }
    let known: BTreeSet<&String> = names.iter().collect();
    out.retain(|n| !known.contains(n));
    out
}

/// Adds variants to the names of a row; its main name, the first, stays as it is.
pub(crate) fn push_variants(names: &mut Vec<String>, variants: Vec<String>) {
    let mut aliases = names.split_off(1);
    for variant in variants {
        push_name(&mut aliases, variant);
    }
    names.append(&mut aliases);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidy_takes_away_what_is_no_name() {
        assert_eq!(tidy("TG-2884 (SCWX CTU)"), "TG-2884");
        assert_eq!(tidy("APT-Q-27,"), "APT-Q-27");
        assert_eq!(tidy("LOTUS PANDA - G0030"), "LOTUS PANDA");
        assert_eq!(tidy("The Shadow  Brokers"), "Shadow Brokers");
        assert_eq!(tidy("Larva\u{2011}25012"), "Larva-25012");
        assert_eq!(tidy("NoName057(16)"), "NoName057(16)");
    }

    #[test]
    fn short_names_and_ids_are_unusable() {
        assert!(unusable("R").is_some() && unusable("G0030").is_some() && unusable("[Vault 7/8]").is_some());
        assert!(unusable("RTM").is_none() && unusable("LAPSUS$").is_none());
    }

    #[test]
    fn codes_are_letters_and_digits() {
        assert_eq!(code("APT28"), Some(("APT", "28")));
        assert_eq!(code("UAC-0056"), None);
        assert_eq!(code("Group5"), None);
    }

    #[test]
    fn a_capitalised_spelling_replaces_capitals() {
        let mut names = vec!["NOBELIUM".to_string()];
        push_name(&mut names, "Nobelium".into());
        push_name(&mut names, "NOBELIUM".into());
        push_name(&mut names, "DEV-0391".into());
        push_name(&mut names, "Dev-0391".into());
        assert_eq!(names, ["Nobelium", "DEV-0391"]);
    }

    #[test]
    fn kebab_is_ascii_where_latin() {
        assert_eq!(kebab("NoName057(16)"), "noname057-16");
        assert_eq!(kebab("Ayyıldız Tim"), "ayyildiz-tim");
        assert_eq!(kebab("People's Cyber Army"), "peoples-cyber-army");
    }
}
