//! Compiles the lists of `gazetteers/` into the form that the library reads where it lies.

#![allow(unreachable_pub, reason = "the texts are a module of the library as well, where they are public")]
#![allow(clippy::disallowed_methods, reason = "cargo tells a build script in the environment where to write")]

#[path = "src/texts.rs"]
mod texts;

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    let gazetteer = texts::builder().build()?;
    std::fs::write(Path::new(&folder).join("lists.gazet"), gazetteer.as_bytes())?;
    Ok(())
}
