//! The fuzz targets of `fuzz/`, run over the kept corpus: what once broke a promise stays found.

#[allow(unreachable_pub, reason = "a crate of its own as well")]
#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::path::Path;

#[test]
fn the_kept_corpus_breaks_no_promise() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, target) in targets::TARGETS {
        let folder = corpus.join(name);
        let files = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        let mut files: Vec<_> = files.map(|f| f.expect("an entry").path()).collect();
        files.sort();
        assert!(files.len() >= 10, "{name}: {} files are no corpus", files.len());
        for file in files {
            // captured, so shown where the target panics
            println!("{}", file.display());
            target(&std::fs::read(&file).expect("a file"));
        }
    }
}
