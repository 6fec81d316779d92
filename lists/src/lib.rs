//! The lists of gazet, as they stand in `gazetteers/`, and the gazetteer made of them.
//!
//! Both are compiled in, so that the command line and the Python module need no files beside them: the texts, for those who put lists of
//! their own on top, and the compiled form that the build script made of them, which is opened in microseconds.

mod notices;
mod texts;

pub use notices::{NOTICES, SOURCES, WORDS};
pub use texts::{EXCEPTIONS, LISTS, NAMES, builder};

use gazet::Gazetteer;
use gazet::gazetteer::OpenError;

/// The compiled form of [`builder`]'s lists.
static COMPILED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lists.gazet"));

/// The gazetteer of the built-in lists.
///
/// # Errors
/// None in a released version: the tests open it.
pub fn gazetteer() -> Result<Gazetteer, OpenError> {
    Gazetteer::open(COMPILED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compiled_in_is_what_the_texts_say() {
        let built = builder().build().expect("the built-in lists are fine");
        assert!(built.as_bytes() == COMPILED);
        let opened = gazetteer().expect("they open");
        assert_eq!(opened.verify(), Ok(()));
        assert!(opened.names() > 10_000);
    }
}
