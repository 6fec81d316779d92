//! A file as memory.

use std::fs::File;
use std::io;

/// The bytes of a file, read by the system as they are looked at and shared with all who map the same file.
#[derive(Debug)]
pub struct Map(memmap2::Mmap);

impl AsRef<[u8]> for Map {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Maps a file for reading.
///
/// The file should be left alone as long as the map lives: files that gazet writes are put in place whole, by renaming, which leaves the
/// old ones as they are for those who have mapped them. Whoever cuts a mapped file short ends the process that reads behind the cut.
///
/// # Errors
/// Where the system cannot map it: it is no regular file, or memory has no room.
pub fn map(file: &File) -> io::Result<Map> {
    // SAFETY: the map is private and read-only. That nobody writes to the file meanwhile cannot be enforced, as with every map; gazet
    // replaces files and never writes into them, and what reads the bytes checks each value that it takes from them.
    let map = unsafe { memmap2::Mmap::map(file)? };
    Ok(Map(map))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_map_is_the_file() -> io::Result<()> {
        let path = std::env::temp_dir().join(format!("gazet-map-{}", std::process::id()));
        fs::write(&path, b"North Star")?;
        let bytes = map(&File::open(&path)?)?;
        assert_eq!(bytes.as_ref(), b"North Star");
        fs::remove_file(path)
    }
}
