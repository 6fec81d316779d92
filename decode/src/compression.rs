//! gzip and zstd, told by their first bytes, whatever the file's name is.

use std::io::{self, BufRead, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// True for bytes that begin as compressed ones do.
pub fn is_compressed(start: &[u8]) -> bool {
    start.starts_with(GZIP) || start.starts_with(ZSTD)
}

/// A reader of what is in `reader`: what comes out of gzip or zstd, else the bytes as they are. Several members or frames are read
/// as one. Nothing is held in memory but the windows of the formats (8 MB at most for zstd), so how much comes out is for the caller to bound.
///
/// # Errors
/// Those of the reader; broken compression shows when it is read.
pub fn reader<'a>(mut reader: impl BufRead + 'a) -> io::Result<Box<dyn Read + 'a>> {
    let start = reader.fill_buf()?;
    if start.starts_with(GZIP) {
        Ok(Box::new(MultiGzDecoder::new(reader)))
    } else if start.starts_with(ZSTD) {
        Ok(Box::new(Frames { state: State::Between(reader) }))
    } else {
        Ok(Box::new(reader))
    }
}

/// The frames of zstd, one behind the other.
struct Frames<R: BufRead> {
    state: State<R>,
}

enum State<R: BufRead> {
    Between(R),
    Inside(Box<StreamingDecoder<R, ruzstd::decoding::FrameDecoder>>),
    Ended,
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Ok(0),
                State::Between(mut reader) => {
                    if reader.fill_buf()?.is_empty() {
                        return Ok(0);
                    }
                    let frame = StreamingDecoder::new(reader).map_err(io::Error::other)?;
                    self.state = State::Inside(Box::new(frame));
                }
                State::Inside(mut frame) => match frame.read(out)? {
                    0 if !out.is_empty() => self.state = State::Between(frame.into_inner()),
                    length => {
                        self.state = State::Inside(frame);
                        return Ok(length);
                    }
                },
            }
        }
    }
}
