//! Labels: what kind of thing a span is.

/// A label, as a small number; its word is in the [`Gazetteer`](crate::gazetteer::Gazetteer) that knows it.
///
/// The labels of the record and the cues that recognizers work with are constants here; a user's own list may bring labels of
/// its own, which are numbered from [`Label::FIRST_CUSTOM`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Label(pub(crate) u16);

macro_rules! labels {
    ($($number:literal $name:ident $doc:literal)*) => {
        impl Label {
            $(#[doc = $doc] pub const $name: Self = Self($number);)*
        }
        /// The words of the labels that have constants, in the order of their numbers.
        pub(crate) const BUILT_IN: &[&str] = &[$(stringify!($name)),*];
    };
}

labels! {
    0 AGENCY "A government body, armed service, parliament, intergovernmental organisation or standing forum."
    1 AGREEMENT "A named treaty, act, order, partnership, framework or strategy."
    2 COUNTRY "A country or territory: its name, short form, demonym or adjective."
    3 DATE "A TIMEX3 DATE."
    4 DURATION "A TIMEX3 DURATION."
    5 EVENT "A named meeting, dialogue or exercise."
    6 LOCATION "A city, region, district or building."
    7 MALWARE "Named malicious code."
    8 PERSON "A personal name."
    9 SET "A TIMEX3 SET."
    10 THREAT_ACTOR "A hostile group, persona, numbered unit, or a descriptive phrase for one."
    11 TIME "A TIMEX3 TIME."
    12 TITLE "An office, post or rank of one person."
    13 TOOL "Named software that actors use."
    14 CUE_ACTOR_CONTEXT "A word that shows that a name beside it is an actor or malware."
    15 CUE_ACTOR_NOUN "The noun of a descriptive threat actor: hackers, cyber actors."
    16 CUE_AGENCY_HEAD "The head word of a body's name: Office, Bureau."
    17 CUE_AGREEMENT_HEAD "The head word of an agreement's name: Treaty, Act."
    18 CUE_COMPANY "A word that makes a name a company's: Inc, Ltd."
    19 CUE_EVENT_HEAD "The head word of an event's name: Dialogue, Summit."
    20 CUE_FAMILY_NAME "A family name that comes first in its nation's order; its kind is the language."
    21 CUE_GIVEN_NAME "A given name; kind weak for those that are words or places as well."
    22 CUE_HONORIFIC "Mr, Dr, Sir: before a person's name, part of nothing."
    23 CUE_HOSTILE "A word of hostile deeds: malicious, cyberattack."
    24 CUE_INTRODUCTION "What introduces a new name: tracked as, dubbed, which we call."
    25 CUE_MODIFIER "A word before a title's head: Deputy, Assistant."
    26 CUE_POSTNOMINAL "Letters behind a person's name: MP, OBE; kind suffix belongs to the name: Jr."
    27 CUE_PRODUCT "Names of products and platforms that look like those of malware: macOS, PowerShell."
    28 CUE_SAYING "A verb of saying."
    29 CUE_SPONSOR "What makes actors a state's: state-sponsored, -backed."
    30 CUE_STATUS "former, acting, then, -elect; its kind is the status."
    31 CUE_SUBJECT "A word of portfolios: Cyber, Defence, Trade."
}

impl Label {
    /// The number of the first label that is not a constant here.
    pub const FIRST_CUSTOM: u16 = BUILT_IN.len() as u16;

    /// The label whose constant has this name.
    pub fn built_in(name: &str) -> Option<Self> {
        BUILT_IN.iter().position(|&word| word == name).map(|i| Self(i as u16))
    }

    /// True for the labels that recognizers use among themselves, and no record has.
    pub fn is_cue(self) -> bool {
        (Self::CUE_ACTOR_CONTEXT.0..Self::FIRST_CUSTOM).contains(&self.0)
    }

    /// True for the labels that users' lists bring.
    pub fn is_custom(self) -> bool {
        self.0 >= Self::FIRST_CUSTOM
    }

    /// True for DATE, TIME, DURATION and SET.
    pub fn is_timex(self) -> bool {
        matches!(self, Self::DATE | Self::TIME | Self::DURATION | Self::SET)
    }

    /// True for the labels that never overlap each other and win against the rest: AGENCY, TITLE, PERSON, DATE, THREAT_ACTOR.
    pub fn is_primary(self) -> bool {
        matches!(self, Self::AGENCY | Self::TITLE | Self::PERSON | Self::DATE | Self::THREAT_ACTOR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_labels_are_sorted() {
        // cues sort behind A to B but before D: the table keeps the record's labels first, so each half is sorted by itself
        let (labels, cues) = BUILT_IN.split_at(14);
        assert!(labels.is_sorted() && cues.is_sorted());
    }
}
