//! Names inside other names: words that a list knows, but that are here a part of a company, an association, a language or a road.

use crate::find::Context;
use crate::gazetteer::Surface;
use crate::kinds::phrase;
use crate::label::Label;
use crate::tokenize::{Gap, Shape};

/// Heads of names of societies, whose country says where they are from and is no country of the text: "American Bar Association".
const SOCIETIES: &[&str] = &[
    "Academy",
    "Alliance",
    "Association",
    "Coalition",
    "College",
    "Federation",
    "Foundation",
    "Fund",
    "Institute",
    "Institution",
    "League",
    "Library",
    "Museum",
    "Union",
    "University",
];

/// The same, where no list has them as heads of bodies.
const MORE_SOCIETIES: &[&str] = &[
    "Bar",
    "Chamber",
    "Magazine",
    "Club",
    "Historians",
    "Journal",
    "Legion",
    "Medal",
    "Prize",
    "Review",
    "Scientists",
    "Societies",
    "Society",
    "Tour",
];

/// What is no country's, though its name is behind "of": a bank, a paper. Central banks are bodies, and those are longer names.
const HOUSES: &[&str] = &["Bank", "Company", "Corporation", "Exchange", "Times"];

/// True where a country's word names a continent ("North American"), a people ("African American", "American Indian"), a language ("speaks
/// Russian"), a road ("US-59"), or a company or society ("American Airlines", "Institute of American Architects").
pub(super) fn is_no_country(context: &Context<'_>, first: usize, last: usize) -> bool {
    let part = ["North", "South", "Latin", "Central", "African", "Native", "Asian", "Mexican", "Pan"];
    let before = first > 0 && context.is_joined(first) && part.contains(&context.word(first - 1));
    let people = context.is_joined(last) && ["Indian", "Indians"].contains(&context.word(last));
    let road =
        context.gap(last) == Gap::Hyphen && last < context.tokens.len() && context.tokens.shape(last) == Shape::Digits;
    before
        || people && context.is(first, "American")
        || is_language(context, first, last)
        || road
        // "US $69 billion"
        || context.tokens.gap_text(context.text, last).trim_start().starts_with(['$', '€', '£'])
        || is_in_company(context, first, last)
        || is_in_society(context, first, last)
}

/// "speaks Russian", "fluent in French", "his languages are Arabic and Hebrew", "Hindi, Russian and French".
fn is_language(context: &Context<'_>, first: usize, last: usize) -> bool {
    let spoken = |at: usize| {
        at > 0 && context.is_any(at - 1, &["speaks", "speak", "speaking", "spoken", "spoke"])
            || at > 1
                && context.is(at - 1, "in")
                && context.is_any(at - 2, &["fluent", "proficient", "fluency", "degree", "conversant", "lessons"])
    };
    if last - first > 1 || first == 0 || !context.at(first, Label::COUNTRY).is_some_and(|m| context.name(m).adjective) {
        return spoken(first);
    }
    // "our hub in Spanish": no place that somebody is in
    let bare = !context.is_joined(last) && context.gap(last) != Gap::Slash && !context.is(last, "and");
    // people are no language: "money in Americans’ pockets"
    let people = context.word(first).ends_with('s');
    if bare && !people && context.is(first - 1, "in") && context.gap(first) == Gap::Space {
        return true;
    }
    // back over the languages of a list
    let mut at = first;
    for _ in 0..8 {
        let mut joint = at;
        while joint > 0 && context.is_any(joint - 1, &["and", "or", "both", "some"]) {
            joint -= 1;
        }
        if spoken(joint) {
            return true;
        }
        let listed = joint < at || context.gap(joint) == Gap::Comma;
        if joint == 0 || !listed || !context.is_capitalised(joint - 1) {
            return false;
        }
        at = joint - 1;
    }
    false
}

/// "American Airlines", "China Telecom Group", "British Pharma Ltd": the head of a company behind.
fn is_in_company(context: &Context<'_>, first: usize, last: usize) -> bool {
    let run = phrase::plain_run(context, last, false);
    let company = |m: &Surface| context.is_capitalised(m.first as usize);
    let adjective = context.at(first, Label::COUNTRY).is_some_and(|m| context.name(m).adjective);
    let next = adjective && context.is_joined(last) && context.at(last, Label::CUE_COMPANY).is_some_and(company);
    let whole = run > last
        && context.ending_at(run, Label::CUE_COMPANY).is_some_and(|m| {
            context.about(m).is_kind("strong") && m.first as usize >= last && context.is_joined(m.first as usize)
        });
    let headline = || phrase::is_headline(context, first);
    // "Korea Electric Power", "Japan Times": a firm's or paper's head word at the end of the capitals
    let firm = !adjective
        && run > last
        && context.gap(last) == Gap::Space
        && !context.at(first, Label::COUNTRY).is_some_and(|m| context.name(m).acronym)
        && context.ending_at(run, Label::CUE_COMPANY).is_some_and(|m| context.about(m).kind().starts_with("firm"));
    if (firm || is_of_house(context, first) || is_branch(context, first, last)) && !headline() {
        return true;
    }
    // a list has the whole of it: "American Express", "Assistant U.S. Attorney"
    let listed = (first.saturating_sub(4)..=first).any(|i| {
        context.matches_at(i).iter().any(|m| {
            let label = m.label;
            let longer = m.last as usize > last || m.last as usize == last && i < first;
            longer && (label == Label::CUE_COMPANY || label == Label::TITLE && i < first)
        })
    });
    listed || (next || whole) && !headline()
}

/// "Bank of Jordan", "Times of India", "Bank of Queensland".
pub(super) fn is_of_house(context: &Context<'_>, first: usize) -> bool {
    let of = first - usize::from(first > 0 && context.is(first - 1, "the"));
    of > 1
        && context.is(of - 1, "of")
        && context.gap(of) == Gap::Space
        && context.is_capitalised(of - 2)
        && HOUSES.contains(&context.word(of - 2))
}

/// "Air India", "Beeline Kazakhstan", "Deloitte Kenya": the house of a company in a country, by a name before it that no list explains.
fn is_branch(context: &Context<'_>, first: usize, last: usize) -> bool {
    // what stands before a country itself: its place in history, or among others
    const PARTS: &[&str] = &[
        "Ally",
        "Bordering",
        "Central",
        "Communist",
        "Continental",
        "Democratic",
        "East",
        "Fascist",
        "Fellow",
        "Free",
        "Greater",
        "Host",
        "Imperial",
        "Inner",
        "Lower",
        "Mainland",
        "Member",
        "Metropolitan",
        "Nazi",
        "Neighbor",
        "Neighboring",
        "Neighbouring",
        "Northeast",
        "Northwest",
        "Occupied",
        "Outer",
        "Partner",
        "Postwar",
        "Republic",
        "Republican",
        "Rural",
        "Southeast",
        "Southwest",
        "Soviet",
        "Upper",
        "Vichy",
        "West",
    ];
    if first == 0 || context.gap(first) != Gap::Space || !context.line_has_lower_case(first) {
        return false;
    }
    // letters stand before nouns as adjectives do: "Diamond Electrics U.S. subsidiary"
    let name = context
        .at(first, Label::COUNTRY)
        .is_some_and(|m| !context.name(m).adjective && (!context.name(m).acronym || context.is(first, "USA")));
    let goes_on = context.gap(last) == Gap::Hyphen || context.is_joined(last) && phrase::is_name_word(context, last);
    let before = first - 1;
    if context.is(before, "Air") {
        return name;
    }
    let shape = context.tokens.shape(before);
    name && !goes_on
        && shape == Shape::Capital
        && phrase::is_name_word(context, before)
        && context.word(before).len() > 3
        && !context.word(before).ends_with("ern")
        && !context.tokens.starts_sentence(before)
        && context.gap(before) != Gap::Other
        && !PARTS.contains(&context.word(before))
        && context.timex_at(before).is_none()
        && context.matches_at(before).iter().all(|m| m.label == Label::CUE_COMPANY)
        && !(before.saturating_sub(6)..before).any(|i| context.matches_at(i).iter().any(|m| m.last as usize > before))
}

/// "American Bar Association", "U.S.-China Business Council", "Organization of American Historians".
fn is_in_society(context: &Context<'_>, first: usize, last: usize) -> bool {
    let headline = || phrase::is_headline(context, first);
    let society = |i: usize| {
        context.at(i, Label::CUE_AGENCY_HEAD).is_some_and(|m| SOCIETIES.contains(&context.entity(m).name()))
            || MORE_SOCIETIES.contains(&context.word(i))
    };
    // behind: the last word of the capitalised run, or one before "of", "for" or "on"
    if context.is_joined(last) && phrase::is_name_word(context, last) {
        let end = phrase::right(context, last, |i| context.timex_at(i).is_some());
        let whole = (last..end).any(|i| {
            let closes = i + 1 == end || !context.is_joined(i + 1) || context.is_any(i + 1, &["of", "for", "on"]);
            let sure = || {
                ["Association", "Federation", "Society", "Foundation", "Institute"].contains(&context.word(i))
                    || !headline()
            };
            closes && (society(i) || context.is(i, "Council") && context.is(i.wrapping_sub(1), "Business")) && sure()
        });
        if whole {
            return true;
        }
    }
    let name = |back: usize| {
        first >= back && phrase::is_name_word(context, first - back) && context.is_joined(first + 1 - back)
    };
    // "Transport Workers Union of America", "Democratic Majority For Israel"
    let america = first > 2 && context.is(first, "America") && context.is(first - 1, "of") && name(2) && name(3);
    let capital = first > 1 && context.is(first - 1, "For") && name(2) && !context.tokens.starts_sentence(first - 1);
    if context.gap(first) == Gap::Space && (america || capital) && !headline() {
        return true;
    }
    // before: "Institute of American Indian Arts"
    let of = first > 1
        && context.gap(first) == Gap::Space
        && context.is_any(first - 1, &["of", "for"])
        && society(first - 2)
        && context.is_capitalised(first - 2);
    of && context.is_joined(last) && phrase::is_name_word(context, last)
}

/// True where a state of a federation stands behind a comma: "Lebanon, Missouri" is a town, "Mexico, Texas and Arizona" is a list.
pub(super) fn is_town(context: &Context<'_>, last: usize) -> bool {
    let Some(state) = context.at(last, Label::LOCATION).filter(|_| context.gap(last) == Gap::Comma) else {
        return false;
    };
    let end = state.last as usize;
    let place = |i: usize| [Label::COUNTRY, Label::LOCATION].into_iter().any(|l| context.at(i, l).is_some());
    let list = context.is(end, "and") || context.gap(end) == Gap::Comma && (context.is(end, "and") || place(end));
    context.about(state).is_kind("state") && !list
}

/// True where a bare year in front of a capitalised name is the edition of it, and no date: "the 2022 Glamour Awards", "a 2001 Porsche
/// Carrera", "2035 Inc."; or where a plan's name ends in it: "National Telecommunications Plan 2022-2027".
pub(super) fn is_edition(context: &Context<'_>, first: usize, last: usize) -> bool {
    // "the industries of tomorrow": the future, no day
    if last == first + 1 && context.is_any(first, &["tomorrow"]) && first > 1 && context.is(first - 1, "of") {
        return !context.is_any(first - 2, &["as"]);
    }
    let years =
        |i: usize| context.tokens.shape(i) == Shape::Digits && context.word(i).len() == 4 && context.word(i) >= "1900";
    if !(first..last).all(years) || last - first > 2 {
        return false;
    }
    let plan = first > 1
        && context.gap(first) == Gap::Space
        && phrase::is_name_word(context, first - 1)
        && phrase::is_name_word(context, first - 2)
        && context.is_joined(first - 1)
        && context.ending_at(first, Label::CUE_AGREEMENT_HEAD).is_some();
    if plan {
        return true;
    }
    if last - first > 1 {
        return false;
    }
    // "VAWA 2022", "Equal Pay Day 2023": the year of a name that it stands directly behind
    let name = |i: usize| {
        phrase::is_name_word(context, i) && context.timex_at(i).is_none() && context.at(i, Label::CUE_SAYING).is_none()
    };
    if first > 1 && context.gap(first) == Gap::Space && name(first - 1) && !phrase::is_headline(context, first) {
        let acronym = context.tokens.shape(first - 1) == Shape::Upper
            && (3..=6).contains(&context.word(first - 1).len())
            && context.line_has_lower_case(first);
        if acronym && context.ending_at(first, Label::COUNTRY).is_none()
            || context.is_joined(first - 1) && name(first - 2)
        {
            return true;
        }
    }
    if context.gap(last) != Gap::Space || !phrase::is_name_word(context, last) {
        return false;
    }
    if context.at(last, Label::CUE_COMPANY).is_some_and(|m| context.about(m).is_kind("strong")) {
        return true;
    }
    // "the 2022 Awards", "the historic 2022 Awards"
    let determiner = |words: &[&str]| {
        let adjective =
            first > 1 && context.tokens.shape(first - 1) == Shape::Lower && context.gap(first - 1) == Gap::Space;
        let before = |at: usize| context.is_any(at, words);
        first > 0 && context.gap(first) == Gap::Space && (before(first - 1) || adjective && before(first - 2))
    };
    // a model's year
    let country = context.at(last, Label::COUNTRY).is_some();
    if first > 0
        && context.gap(first) == Gap::Space
        && context.is_any(first - 1, &["a", "an"])
        && !country
        && context.at(last, Label::CUE_SUBJECT).is_none()
    {
        return true;
    }
    let end = phrase::right(context, last, |i| context.timex_at(i).is_some());
    let head = [Label::CUE_EVENT_HEAD, Label::CUE_AGREEMENT_HEAD].into_iter().any(|label| {
        context
            .ending_at(end, label)
            .is_some_and(|m| m.first as usize >= last && m.last - m.first < (end - last) as u32)
    });
    let award = (last + 1..end).any(|i| {
        let closes = i + 1 == end || context.is_any(i + 1, &["of", "for", "in"]);
        closes
            && [
                "Award",
                "Awards",
                "Cup",
                "Games",
                "Medal",
                "Olympics",
                "Paralympics",
                "Prize",
                "Program",
                "Programme",
                "Championship",
                "Championships",
            ]
            .contains(&context.word(i))
    });
    determiner(&["the", "its", "our", "their", "his", "her", "this", "s"]) && (head || award)
}

/// True where an award is named after a body: "the U.S. Navy Achievement Medal".
pub(super) fn is_in_award(context: &Context<'_>, last: usize) -> bool {
    const AWARDS: &[&str] = &["Award", "Awards", "Medal", "Medals", "Prize", "Ribbon", "Trophy"];
    let end = phrase::plain_run(context, last, false);
    end > last && AWARDS.contains(&context.word(end - 1)) && !phrase::is_headline(context, last)
}

/// True where a building stands in the place of one: somebody is at it, goes to it or leaves it. A building that acts is its owner: "The White
/// House announced".
pub(super) fn is_building_here(context: &Context<'_>, first: usize, last: usize) -> bool {
    let at = if first > 0 && context.is_any(first - 1, &["the"]) { first - 1 } else { first };
    let word = |back: usize, words: &[&str]| at >= back && context.is_any(at - back, words);
    let part = context.gap(last) == Gap::Space
        && context.is_any(
            last,
            &[
                "tour",
                "tours",
                "lawn",
                "grounds",
                "garden",
                "gates",
                "complex",
                "event",
                "ceremony",
                "reception",
                "visit",
            ],
        )
        && !context.is_capitalised(last);
    let of = word(1, &["of"])
        && word(
            2,
            &["front", "outside", "steps", "lawn", "tour", "grounds", "rooms", "gates", "portico", "roof", "south"],
        );
    let from = word(1, &["from"])
        && (word(
            2,
            &["steps", "blocks", "miles", "across", "away", "street", "departed", "departs", "depart", "live"],
        ));
    // "to the White House" is where somebody goes, but "according to" is what it says
    let to =
        word(1, &["to"]) && !word(2, &["according", "letter", "report", "reported", "reports", "adviser", "advisor"]);
    let placed = word(
        1,
        &[
            "at", "in", "inside", "outside", "near", "around", "behind", "beside", "leaving", "left", "leaves",
            "leave", "visit", "visited", "visiting", "visits", "toured", "touring", "entered", "entering", "decorate",
            "beyond",
        ],
    );
    // "THE WHITE HOUSE, March 30, 2022.": where a letter was written
    let dated =
        context.gap(last) == Gap::Comma && context.timex_at(last).is_some() && (at == 0 || context.is_behind_break(at));
    part || of || from || to || placed || dated
}

/// True where the "military" before token `i` is an adjective: "military intelligence", "military aid".
pub(super) fn is_military_of(context: &Context<'_>, i: usize) -> bool {
    const NOUNS: &[&str] = &[
        "action",
        "activities",
        "activity",
        "aggression",
        "aid",
        "aircraft",
        "assistance",
        "attaché",
        "base",
        "bases",
        "campaign",
        "cooperation",
        "equipment",
        "exercise",
        "exercises",
        "forces",
        "hardware",
        "industry",
        "intelligence",
        "intervention",
        "invasion",
        "leaders",
        "officer",
        "officers",
        "official",
        "officials",
        "operation",
        "operations",
        "personnel",
        "presence",
        "service",
        "spending",
        "support",
        "technology",
        "training",
        "units",
        "vehicles",
    ];
    context.is_joined(i) && context.is_any(i, NOUNS)
}
