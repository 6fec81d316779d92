//! The progress bar: on standard error, and only where that is a terminal that no data goes to.

use std::io::{self, IsTerminal as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::inputs::Inputs;
use crate::messages;

/// A bar, or nothing.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    documents: AtomicU64,
}

impl Progress {
    /// Starts a bar that does not know its end, and sends a thread to find out.
    pub(crate) fn start(inputs: &Inputs, to_file: bool, quiet: bool) -> Self {
        let data_on_terminal = !to_file && io::stdout().is_terminal();
        if inputs.paths.iter().any(|p| p.as_os_str() == "-") && io::stdin().is_terminal() && !quiet {
            messages::line("reading from the terminal; end the text with Ctrl-D");
            return Self::default();
        }
        if quiet || data_on_terminal || !io::stderr().is_terminal() {
            return Self::default();
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
        bar.set_style(style("{spinner:.cyan} {decimal_bytes} read, {prefix} documents, {decimal_bytes_per_sec}"));
        bar.set_prefix("0");
        bar.enable_steady_tick(Duration::from_millis(200));
        let (inputs, length) = (inputs.clone(), bar.clone());
        std::thread::spawn(move || {
            if let Some(total) = inputs.total() {
                length.set_length(total);
                length.set_style(style(
                    "{bar:32.cyan/dim} {percent:>3} %  {prefix} documents, {decimal_bytes_per_sec}, {eta} left",
                ));
            }
        });
        Self { bar: Some(bar), documents: AtomicU64::new(0) }
    }

    /// So many more are written.
    pub(crate) fn advance(&self, documents: u64, bytes: u64) {
        if let Some(bar) = &self.bar {
            let before = self.documents.fetch_add(documents, Ordering::Relaxed);
            bar.set_prefix(HumanCount(before + documents).to_string());
            bar.inc(bytes);
        }
    }

    /// Prints a line above the bar.
    pub(crate) fn message(&self, message: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| messages::line(message)),
            None => messages::line(message),
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    style.progress_chars("━━─")
}
