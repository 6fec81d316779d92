//! A file that is written under another name beside its place, and gets its own when it is complete and on the disk.

use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// The unfinished file. Dropped without [`Part::finish`] it leaves nothing behind, unless it was told to stay.
#[derive(Debug)]
pub(crate) struct Part {
    file: File,
    path: PathBuf,
    target: PathBuf,
    /// Bytes written so far.
    written: u64,
    keep: bool,
}

impl Part {
    /// The name of a file that belongs to the output: hidden, so that a walk over the same folder passes it over.
    pub(crate) fn name(target: &Path, ending: &str) -> PathBuf {
        let mut name = std::ffi::OsString::from(".");
        name.push(target.file_name().unwrap_or_default());
        name.push(".gazet-");
        name.push(ending);
        target.with_file_name(name)
    }

    /// Begins a file, or goes on behind the first `resume` bytes of one that an earlier run left.
    ///
    /// # Errors
    /// Where the file cannot be made, and `WouldBlock` where another run is writing it.
    pub(crate) fn open(target: PathBuf, resume: Option<u64>) -> io::Result<Self> {
        let path = Self::name(&target, "part");
        let mut options = File::options();
        options.write(true).create(resume.is_none()).truncate(false);
        // a link in its place would have it written elsewhere
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NOFOLLOW);
        let mut file = options.open(&path)?;
        lock(&file)?;
        let written = resume.unwrap_or(0);
        if file.metadata()?.len() < written {
            return Err(io::Error::other("is shorter than its journal says"));
        }
        file.set_len(written)?;
        file.seek(SeekFrom::Start(written))?;
        #[cfg(unix)]
        if let Ok(data) = fs::metadata(&target) {
            file.set_permissions(data.permissions())?;
        }
        Ok(Self { file, path, target, written, keep: resume.is_some() })
    }

    /// The name that it will have.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Bytes written so far.
    pub(crate) fn written(&self) -> u64 {
        self.written
    }

    /// Appends bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.written += bytes.len() as u64;
        Ok(())
    }

    /// Waits until everything written so far is on the disk; from now on it stays there, whatever happens to this run.
    pub(crate) fn sync(&mut self) -> io::Result<()> {
        self.keep = true;
        self.file.sync_data()
    }

    /// Gives the file its name.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.path, &self.target)?;
        self.keep = true;
        sync_folder(&self.target);
        Ok(())
    }

    /// Takes the file away, with what earlier runs wrote.
    pub(crate) fn discard(mut self) {
        self.keep = false;
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.keep {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Takes a file for this run alone, where the system has locks.
pub(crate) fn lock(file: &File) -> io::Result<()> {
    match file.try_lock() {
        Err(fs::TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
        Err(fs::TryLockError::Error(_)) | Ok(()) => Ok(()),
    }
}

/// Makes the name of a new file as lasting as its bytes, where the system can: some file systems sync no folders.
pub(crate) fn sync_folder(file: &Path) {
    let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}
