//! Arguments of `gazet gazetteer`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use crate::args::TableArgs;

/// Look at lists: check, compile, compare, search, count, import
#[derive(clap::Args, Debug)]
pub(crate) struct GazetteerArgs {
    #[command(subcommand)]
    pub(crate) command: GazetteerCommand,
}

#[derive(Subcommand, Debug)]
pub(crate) enum GazetteerCommand {
    Check(CheckArgs),
    Compile(CompileArgs),
    Diff(DiffArgs),
    Import(ImportArgs),
    Search(SearchArgs),
    Stats(StatsArgs),
    Words(WordsArgs),
}

const CHECK_AFTER: &str = "\
Examples:
  gazet gazetteer check             the built-in lists
  gazet gazetteer check ship.tsv    a list of your own
  gazet gazetteer check ship.tsv --exceptions my-exceptions.tsv --notes

Exit code: 0 no error (notes do not count); 1 an error; 2 could not start.";

/// Find the mistakes in lists, each with its file, line and reason
///
/// Errors: rows that are malformed, twice, not sorted; names that can never match; a name that two entities of one country and label
/// share; names so short or ordinary that they need a row of exceptions and have none; exceptions and names that point at nothing;
/// rows without a source, or with one that SOURCES.md does not have; parents and successors that do not exist or go round in a circle.
#[derive(clap::Args, Debug)]
#[command(after_help = CHECK_AFTER, after_long_help = CHECK_AFTER)]
pub(crate) struct CheckArgs {
    /// Lists, or compiled files; none are the built-in lists
    ///
    /// A compiled file is compared with its checksum. Lists are read on top of the built-in ones, as annotate does: their parents may stand there,
    /// and its exceptions hold for them. Sources are checked in lists that have them, against the SOURCES.md beside them, if there is one.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) tables: TableArgs,

    /// Leave out the built-in lists
    #[arg(long, requires = "files")]
    pub(crate) no_builtin: bool,

    /// Notes as well: what is no mistake, but worth a look
    ///
    /// Names that entities of several countries share, former bodies without a successor, aliases that another name of the same
    /// entity finds anyway.
    #[arg(long)]
    pub(crate) notes: bool,

    /// A JSON object a finding: file, line, level, rule, message
    #[arg(long)]
    pub(crate) json: bool,
}

const COMPILE_AFTER: &str = "\
Examples:
  gazet gazetteer compile ship.tsv -o ship.gazet
  gazet annotate -g ship.gazet releases/

The file stands alone: annotate finds with it what it would find with the same lists as texts, and starts in a millisecond however long they are. A gazet of another version of the form refuses it; then it has to be compiled again.";

/// Put lists into one file that is ready for use
#[derive(clap::Args, Debug)]
#[command(after_help = COMPILE_AFTER, after_long_help = COMPILE_AFTER)]
pub(crate) struct CompileArgs {
    /// Lists, on top of the built-in ones as annotate has them; none are the built-in ones alone
    #[arg(value_name = "LIST")]
    pub(crate) files: Vec<PathBuf>,

    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,

    #[command(flatten)]
    pub(crate) tables: TableArgs,

    /// Leave out the built-in lists
    #[arg(long, requires = "files")]
    pub(crate) no_builtin: bool,
}

const DIFF_AFTER: &str = "\
Examples:
  gazet gazetteer diff old/gazetteers gazetteers
  gazet gazetteer diff old.tsv new.tsv --corpus releases.jsonl";

/// Compare two lists, or two folders of lists: by entity, by name, and by what they find
#[derive(clap::Args, Debug)]
#[command(after_help = DIFF_AFTER, after_long_help = DIFF_AFTER)]
pub(crate) struct DiffArgs {
    /// A list, or a folder with lists, names.tsv and exceptions.tsv
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,

    /// What to compare it with
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,

    /// Texts to annotate with both; which spans appear, vanish or change (repeatable)
    ///
    /// Files and folders, as annotate reads them. A folder of lists is used alone; a single list takes the place of the built-in one
    /// of its name, or stands on top of them.
    #[arg(long, value_name = "PATH")]
    pub(crate) corpus: Vec<PathBuf>,

    /// A JSON object a difference
    #[arg(long)]
    pub(crate) json: bool,
}

const SEARCH_AFTER: &str = "\
Examples:
  gazet gazetteer search NCSC
  gazet gazetteer search --id gb/
  gazet gazetteer search --fuzzy 'Fansy Bear' -n 5";

/// Find entities by a name, a part of a name, an id
#[derive(clap::Args, Debug)]
#[command(after_help = SEARCH_AFTER, after_long_help = SEARCH_AFTER)]
pub(crate) struct SearchArgs {
    /// A name or a part of one, in any case
    #[arg(value_name = "QUERY")]
    pub(crate) query: String,

    /// Ids that begin with QUERY, and cross references that are it
    #[arg(long, conflicts_with = "fuzzy")]
    pub(crate) id: bool,

    /// Names that are spelled much like QUERY, the nearest first
    #[arg(long)]
    pub(crate) fuzzy: bool,

    /// At most so many
    #[arg(short = 'n', value_name = "N", default_value = "20")]
    pub(crate) most: NonZeroUsize,

    /// A list of your own beside the built-in ones (repeatable)
    #[arg(short, long = "gazetteer", value_name = "LIST")]
    pub(crate) gazetteers: Vec<PathBuf>,

    /// A JSON object an entity, with all that its row has
    #[arg(long)]
    pub(crate) json: bool,
}

/// Count lists: rows, names, and how many rows have a country, an acronym, a cross reference, a source
#[derive(clap::Args, Debug)]
pub(crate) struct StatsArgs {
    /// Lists; none are the built-in ones
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// A table in Markdown, with sources and licences
    #[arg(long, conflicts_with = "json")]
    pub(crate) markdown: bool,

    /// Instead, the bodies of each country: how many, and for which of the duties of a state there is none
    ///
    /// The duties are those that nearly every state has a body for: foreign affairs, police, central bank ... A body's English names say
    /// which it has; where they do not, the duty counts as missing.
    #[arg(long, conflicts_with = "markdown")]
    pub(crate) coverage: bool,

    /// A JSON object a list; with --coverage, a country
    #[arg(long)]
    pub(crate) json: bool,
}

const WORDS_AFTER: &str = "\
Example:
  gazet gazetteer words releases.jsonl -o gazetteers/words.tsv";

/// Count the words that texts write in lower case: how ordinary each is
///
/// The table that check asks whether a name is an ordinary word.
#[derive(clap::Args, Debug)]
#[command(after_help = WORDS_AFTER, after_long_help = WORDS_AFTER)]
pub(crate) struct WordsArgs {
    /// Files and folders, as annotate reads them
    #[arg(value_name = "CORPUS", required = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// Leave out words that occur less often
    #[arg(long, value_name = "N", default_value = "20")]
    pub(crate) min: u64,

    /// Write to FILE, not to standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

const IMPORT_AFTER: &str = "\
Examples:
  gazet gazetteer import --from entityruler patterns.jsonl -o my.tsv
  gazet gazetteer import --from gate names.txt --label SHIP -o ship.tsv
  gazet gazetteer import --from csv --map 'name=Body,aliases=Other names' \\
      --separator ';' --label ORG bodies.csv
  gazet gazetteer import --from misp threat-actor.json --label THREAT_ACTOR
  gazet gazetteer import --from actors --misp misp --attack attack.json \\
      --microsoft MicrosoftMapping.json \\
      --corrections gazetteers/import/corrections.tsv -o gazetteers-new

A file with a name a line is what --from gate reads.

What the format cannot carry is counted on standard error with examples; --report writes all of it to a file.
Exit code: 0 done; 2 could not start, or the input is not what --from says.";

/// Turn lists of other forms into gazet's: EntityRuler, GATE, RegexNER, MISP, STIX, CSV
#[derive(clap::Args, Debug)]
#[command(after_help = IMPORT_AFTER, after_long_help = IMPORT_AFTER)]
pub(crate) struct ImportArgs {
    /// What the files are
    #[arg(long, value_name = "FORM")]
    pub(crate) from: Form,

    /// The files to import
    #[arg(value_name = "FILE", required_unless_present = "misp")]
    pub(crate) files: Vec<PathBuf>,

    /// Write to FILE, not to standard output; with --from actors, a folder
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// The label of rows that bring none, a word in capitals
    #[arg(long, value_name = "LABEL")]
    pub(crate) label: Option<String>,

    /// Write all that could not be carried over to FILE
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,

    /// Which field of csv, tsv or jsonl is which column: name=Title,country=iso2
    ///
    /// Columns that are not named are taken where the field has the column's own name.
    #[arg(long, value_name = "COLUMN=FIELD", value_delimiter = ',')]
    pub(crate) map: Vec<String>,

    /// What separates several values in a field of csv or tsv
    #[arg(long, value_name = "TEXT", default_value = "|")]
    pub(crate) separator: String,

    /// With --from actors: the folder of MISP's clusters
    #[arg(long, value_name = "DIR", help_heading = "Actors", requires_all = ["attack", "microsoft", "corrections", "output"])]
    pub(crate) misp: Option<PathBuf>,

    /// With --from actors: ATT&CK as a STIX bundle
    #[arg(long, value_name = "FILE", help_heading = "Actors")]
    pub(crate) attack: Option<PathBuf>,

    /// With --from actors: Microsoft's mapping
    #[arg(long, value_name = "FILE", help_heading = "Actors")]
    pub(crate) microsoft: Option<PathBuf>,

    /// With --from actors: the table of corrections by hand; vendors.tsv stands beside it
    #[arg(long, value_name = "FILE", help_heading = "Actors")]
    pub(crate) corrections: Option<PathBuf>,
}

/// Forms of lists that can be imported, sorted; each is a file of `import/`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Form {
    /// the built-in lists of actors, malware and tools, from their sources
    Actors,
    /// comma-separated values with a header
    Csv,
    /// spaCy's EntityRuler: patterns in JSON lines
    Entityruler,
    /// GATE: a lists.def, or lists of it
    Gate,
    /// an object a line
    Jsonl,
    /// Microsoft's naming of threat actors
    Microsoft,
    /// a MISP galaxy cluster
    Misp,
    /// CoreNLP's RegexNER mapping
    Regexner,
    /// a STIX 2.1 bundle
    Stix,
    /// tab-separated values with a header
    Tsv,
}
