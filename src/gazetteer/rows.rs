//! Lists as they are written, row by row, for tools that look at lists rather than at texts: checks, searches, comparisons.
//!
//! [`Gazetteer`](super::Gazetteer) keeps of a row what annotation needs, and stops at the first mistake; these readers give every cell of
//! every row and every mistake.

use std::borrow::Cow;

use super::tsv::{List, ListError, Table, values};
use super::{Country, stem_label};

/// A row of a list of entities. Texts are empty where the row has none.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Row<'a> {
    /// The line that it stands on, counted from 1.
    pub line: usize,
    /// The canonical id.
    pub id: &'a str,
    /// Its label: that of the row, else the one that the file's name stands for.
    pub label: Cow<'a, str>,
    /// The name in common use.
    pub name: &'a str,
    /// Further surface forms.
    pub aliases: Vec<Cow<'a, str>>,
    /// ISO 3166-1 alpha-2 codes.
    pub countries: Vec<Cow<'a, str>>,
    /// The list's own finer kind.
    pub kind: &'a str,
    /// Empty, `former` or `planned`.
    pub status: &'a str,
    /// The ids of what came after it.
    pub successors: Vec<Cow<'a, str>>,
    /// The ids of what it is a part of.
    pub parents: Vec<Cow<'a, str>>,
    /// `source:key` elsewhere.
    pub xrefs: Vec<Cow<'a, str>>,
    /// Keys of SOURCES.md, or addresses.
    pub sources: Vec<Cow<'a, str>>,
}

/// A row of a table of names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NameRow<'a> {
    /// The line that it stands on, counted from 1.
    pub line: usize,
    /// The id of the entity.
    pub id: &'a str,
    /// The surface form.
    pub name: &'a str,
    /// What kind of name it is: `adjective`, `acronym`, `by:VENDOR`.
    pub kind: &'a str,
    /// A key of SOURCES.md, or an address.
    pub source: &'a str,
}

/// A row of a table of exceptions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExceptionRow<'a> {
    /// The line that it stands on, counted from 1.
    pub line: usize,
    /// The surface form, as the list has it.
    pub surface: &'a str,
    /// The id of the entity, or `*`.
    pub id: &'a str,
    /// `exact`, `context` or `never`.
    pub rule: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// Every row of a list of entities, or what is wrong with it.
///
/// # Errors
/// Where there is no row to read: the list is not UTF-8, or its header is none.
///
/// ```
/// use gazet::gazetteer::{List, rows};
///
/// let list = List { file: "ship.tsv", bytes: b"id\tname\nship/north-star\tNorth Star\nship/x\n" };
/// let all = rows(list)?;
/// assert_eq!(all[0].as_ref().map(|row| (row.line, row.name, &*row.label)), Ok((2, "North Star", "SHIP")));
/// assert_eq!(all[1].as_ref().unwrap_err().to_string(), "ship.tsv:3: no name");
/// # Ok::<(), gazet::gazetteer::ListError>(())
/// ```
pub fn rows(list: List<'_>) -> Result<Vec<Result<Row<'_>, ListError>>, ListError> {
    const COLUMNS: [&str; 11] =
        ["id", "name", "label", "aliases", "country", "kind", "status", "successor", "parent", "xref", "source"];
    let stem = stem_label(list.file);
    let read = |row: Result<_, ListError>| {
        let (line, [id, name, label, aliases, country, kind, status, successor, parent, xref, source]) = row?;
        let row = Row {
            line,
            id,
            label: if label.is_empty() { Cow::Owned(stem.clone()) } else { Cow::Borrowed(label) },
            name,
            aliases: values(aliases).collect(),
            countries: values(country).collect(),
            kind,
            status,
            successors: values(successor).collect(),
            parents: values(parent).collect(),
            xrefs: values(xref).collect(),
            sources: values(source).collect(),
        };
        mistake(&row).map_or(Ok(row), |message| Err(ListError::new(list.file, line, message)))
    };
    Ok(Table::new(list, COLUMNS, 2)?.rows().map(read).collect())
}

/// Every row of a table of names, or what is wrong with it.
///
/// # Errors
/// Where there is no row to read: the table is not UTF-8, or its header is none.
pub fn name_rows(list: List<'_>) -> Result<Vec<Result<NameRow<'_>, ListError>>, ListError> {
    let read = |row: Result<_, ListError>| {
        let (line, [id, name, kind, source]): (usize, [&str; 4]) = row?;
        if id.is_empty() || name.is_empty() {
            return Err(ListError::new(list.file, line, if id.is_empty() { "no id" } else { "no name" }));
        }
        Ok(NameRow { line, id, name, kind, source })
    };
    Ok(Table::new(list, ["id", "name", "type", "source"], 2)?.rows().map(read).collect())
}

/// Every row of a table of exceptions, or what is wrong with it.
///
/// # Errors
/// Where there is no row to read: the table is not UTF-8, or its header is none.
pub fn exception_rows(list: List<'_>) -> Result<Vec<Result<ExceptionRow<'_>, ListError>>, ListError> {
    let read = |row: Result<_, ListError>| {
        let (line, [surface, id, rule, reason]) = row?;
        let error = |message: String| Err(ListError::new(list.file, line, message));
        match (surface, rule) {
            ("", _) => error("no surface".to_owned()),
            (_, "exact" | "context" | "never") if reason.is_empty() => error("an exception has a reason".to_owned()),
            (_, "exact" | "context" | "never") => Ok(ExceptionRow { line, surface, id, rule, reason }),
            _ => error(format!("unknown rule {rule:?}; it is exact, context or never")),
        }
    };
    Ok(Table::new(list, ["surface", "id", "rule", "reason"], 4)?.rows().map(read).collect())
}

/// What makes a row one that no gazetteer can be built with.
fn mistake(row: &Row<'_>) -> Option<String> {
    let label = row.label.starts_with(|c: char| c.is_ascii_uppercase())
        && row.label.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    if row.id.is_empty() || row.name.is_empty() {
        Some(format!("no {}", if row.id.is_empty() { "id" } else { "name" }))
    } else if !label {
        Some(format!("{:?} is no label: a word in capitals, with digits and _", row.label))
    } else if let Some(code) = row.countries.iter().find(|c| Country::new(c).is_none()) {
        Some(format!("{code:?} is no country code of two capitals"))
    } else if !matches!(row.status, "" | "former" | "planned") {
        Some(format!("unknown status {:?}; it is empty, former or planned", row.status))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages<T>(rows: Vec<Result<T, ListError>>) -> Vec<String> {
        rows.into_iter().filter_map(Result::err).map(|e| e.to_string()).collect()
    }

    #[test]
    fn every_mistake_is_told() {
        let bytes = b"id\tname\tlabel\tcountry\tstatus\na/a\t\na/b\tB\tship\na/c\tC\t\tGBR\na/d\tD\t\t\tgone\na/e\tE\t\tGB|FR\n";
        let all = rows(List { file: "x.tsv", bytes }).unwrap();
        assert_eq!(all[4].as_ref().unwrap().countries, ["GB", "FR"]);
        assert_eq!(
            messages(all),
            [
                "x.tsv:2: no name",
                "x.tsv:3: \"ship\" is no label: a word in capitals, with digits and _",
                "x.tsv:4: \"GBR\" is no country code of two capitals",
                "x.tsv:5: unknown status \"gone\"; it is empty, former or planned"
            ]
        );
        let bytes = b"surface\tid\trule\treason\nA\t*\tnever\tx\nB\t*\tmaybe\tx\nC\t*\texact\t\n";
        assert_eq!(
            messages(exception_rows(List { file: "e.tsv", bytes }).unwrap()),
            ["e.tsv:3: unknown rule \"maybe\"; it is exact, context or never", "e.tsv:4: an exception has a reason"]
        );
        assert_eq!(messages(name_rows(List { file: "n.tsv", bytes: b"id\tname\nx\n" }).unwrap()), ["n.tsv:2: no name"]);
    }
}
