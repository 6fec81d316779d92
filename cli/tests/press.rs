//! Thousands of real press releases, where they are at hand: no failure, the same bytes for one thread and two.
#![allow(clippy::unwrap_used, reason = "a test says where it fails")]

mod common;

use common::{gazet, shared};

#[test]
fn press_releases() {
    let Some(path) = shared("corpora/press.jsonl") else { return };
    let path = path.to_str().unwrap();
    let one = gazet(&["annotate", "-j1", path], b"").code(0).says("4,000 documents, 0 failed");
    assert_eq!(one.out.lines().count(), 4_000);
    assert!(!one.out.contains(r#","error":{"#));
    let two = gazet(&["annotate", "-j2", path], b"").code(0);
    assert!(one.out == two.out, "one thread and two differ");
}
