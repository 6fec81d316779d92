//! Where the output goes: standard output, or a file that appears only when it is complete.

pub(crate) mod records;
pub(crate) mod tree;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::messages::{Fatal, io_error};

/// An open output. A file that is not finished leaves nothing behind.
#[derive(Debug)]
pub(crate) enum Sink {
    Stdout,
    /// A device or pipe: nothing to rename.
    Direct(File, PathBuf),
    File {
        file: NamedTempFile,
        target: PathBuf,
    },
}

impl Sink {
    /// Opens the output. A place that cannot be written to is found out here, before any work is done.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Fatal> {
        let Some(path) = path.filter(|p| *p != Path::new("-")) else { return Ok(Self::Stdout) };
        let fatal = |message: String| Fatal::at(path.to_string_lossy(), message);
        // through a link to what it points at, so that the link stays
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        match fs::metadata(&target) {
            Ok(data) if data.is_dir() => {
                return Err(fatal("is a folder, where the name of a file is needed".to_owned()));
            }
            Ok(data) if !data.is_file() => {
                let file = File::options().write(true).open(&target).map_err(|e| fatal(io_error(&e)))?;
                return Ok(Self::Direct(file, target));
            }
            Ok(data) if data.permissions().readonly() => return Err(fatal("is read-only".to_owned())),
            Ok(_) | Err(_) => {}
        }
        if target.file_name().is_none() || path.to_string_lossy().ends_with('/') {
            return Err(fatal("is no name of a file".to_owned()));
        }
        let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        // hidden, so that a walk over the same folder passes it over
        builder.prefix(".gazet-").suffix(".part");
        #[cfg(unix)]
        builder.permissions(permissions(&target));
        let file = builder.tempfile_in(folder).map_err(|e| fatal(format!("cannot be written: {}", io_error(&e))))?;
        Ok(Self::File { file, target })
    }

    /// The name for messages.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Stdout => "standard output".to_owned(),
            Self::Direct(_, target) | Self::File { target, .. } => target.to_string_lossy().into_owned(),
        }
    }

    /// Appends bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Fatal> {
        let result = match self {
            Self::Stdout => io::stdout().lock().write_all(bytes),
            Self::Direct(file, _) => file.write_all(bytes),
            Self::File { file, .. } => file.write_all(bytes),
        };
        result.map_err(|e| Fatal::at(self.name(), io_error(&e)))
    }

    /// Completes the output: the file is on the disk, then it gets its name.
    pub(crate) fn finish(mut self) -> Result<(), Fatal> {
        let name = self.name();
        let fatal = |e: &io::Error| Fatal::at(&name, io_error(e));
        match &mut self {
            Self::Stdout => io::stdout().lock().flush().map_err(|e| fatal(&e))?,
            Self::Direct(file, _) => file.flush().map_err(|e| fatal(&e))?,
            Self::File { file, .. } => file.as_file().sync_all().map_err(|e| fatal(&e))?,
        }
        if let Self::File { file, target } = self {
            file.persist(&target).map_err(|e| fatal(&e.error))?;
            sync_folder(&target);
        }
        Ok(())
    }
}

/// Makes the name of a new file as lasting as its bytes, where the system can: some file systems sync no folders.
fn sync_folder(file: &Path) {
    let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// Those of the file that is replaced, else what a new file has; the umask is applied by the system.
#[cfg(unix)]
fn permissions(target: &Path) -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(target).map_or_else(|_| fs::Permissions::from_mode(0o666), |data| data.permissions())
}
