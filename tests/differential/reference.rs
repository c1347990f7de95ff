//! The real Nix, asked for the values of many expressions at once.

use std::{
    fmt,
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
};

use tempfile::TempDir;

use super::SHOW;

/// What became of an expression.
pub(crate) enum Verdict {
    /// Its value.
    Value(serde_json::Value),
    /// It depends on a path of the store, which is made up here.
    Store,
    /// The error, in one line.
    Fails(String),
}

impl Verdict {
    pub(crate) fn value(json: &str) -> Self {
        if json.contains("/nix/store/") {
            return Self::Store;
        }
        match serde_json::from_str(json) {
            Ok(value) => Self::Value(value),
            Err(error) => Self::Fails(format!("{error}: {json}")),
        }
    }

    pub(crate) fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Value(left), Self::Value(right)) => left == right,
            (Self::Fails(_), Self::Fails(_)) | (Self::Store, _) | (_, Self::Store) => true,
            _ => false,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) => write!(f, "{value}"),
            Self::Store => f.write_str("a path of the store"),
            Self::Fails(error) => write!(f, "fails: {error}"),
        }
    }
}

/// A Nix.
pub(crate) struct Reference {
    command: Vec<String>,
    version: (u32, u32),
    /// Where it is run: an empty directory.
    pub(crate) dir: PathBuf,
    temporary: TempDir,
}

impl Reference {
    /// The Nix that `DIFFERENTIAL_NIX` names, or the one on the path.
    pub(crate) fn find() -> Option<Self> {
        let command =
            std::env::var("DIFFERENTIAL_NIX").unwrap_or_else(|_| "nix-instantiate".to_owned());
        let command: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
        let run = Command::new(&command[0]).args(&command[1..]).arg("--version").output().ok()?;
        let text = String::from_utf8_lossy(&run.stdout).into_owned();
        let mut numbers = text.split_whitespace().last()?.split('.').map(|part| part.parse().ok());
        let version = (numbers.next()??, numbers.next()??);
        let temporary = tempfile::tempdir().expect("a directory can be made");
        let dir = temporary.path().join("some/where/deep");
        std::fs::create_dir_all(&dir).expect("a directory can be made");
        Some(Self { command, version, dir, temporary })
    }

    /// Whether it knows what Nix got after 2.8.
    pub(crate) fn recent(&self) -> bool {
        self.version >= (2, 30)
    }

    /// Evaluates the expressions. Those that are expected to have a value go into one process, as long as they do; an error that
    /// `tryEval` does not catch ends a process, so the others get one each.
    pub(crate) fn evaluate(&self, expressions: &[String], expected: &[Verdict]) -> Vec<Verdict> {
        let mut verdicts: Vec<Option<Verdict>> = expressions.iter().map(|_| None).collect();
        let (together, alone): (Vec<usize>, Vec<usize>) =
            (0..expressions.len()).partition(|&index| matches!(expected[index], Verdict::Value(_)));
        self.together(expressions, &together, &mut verdicts);
        for index in alone {
            if matches!(expected[index], Verdict::Store) {
                verdicts[index] = Some(Verdict::Store);
                continue;
            }
            self.together(expressions, &[index], &mut verdicts);
        }
        verdicts.into_iter().map(|verdict| verdict.expect("each was evaluated")).collect()
    }

    fn together(
        &self,
        expressions: &[String],
        indices: &[usize],
        verdicts: &mut [Option<Verdict>],
    ) {
        if indices.is_empty() {
            return;
        }
        let items: String =
            indices.iter().map(|&index| format!("(shown ({}))\n", expressions[index])).collect();
        match (self.run(&format!("{SHOW} [ {items} ]")), indices) {
            (Verdict::Value(serde_json::Value::Array(values)), _)
                if values.len() == indices.len() =>
            {
                for (value, &index) in values.into_iter().zip(indices) {
                    verdicts[index] = Some(Verdict::Value(value));
                }
            }
            (verdict, [index]) => verdicts[*index] = Some(verdict),
            (_, _) => {
                let (left, right) = indices.split_at(indices.len() / 2);
                self.together(expressions, left, verdicts);
                self.together(expressions, right, verdicts);
            }
        }
    }

    /// The value of an expression that JSON can hold.
    pub(crate) fn run(&self, expression: &str) -> Verdict {
        let mut command = Command::new(&self.command[0]);
        command
            .args(&self.command[1..])
            .args(["--eval", "--strict", "--json", "--store", "dummy://"])
            .args(["--extra-experimental-features", "flakes", "-"])
            .env("HOME", "/homeless-shelter")
            // It is made otherwise, and then nothing is built any more.
            .env("XDG_CACHE_HOME", self.temporary.path().join("cache"))
            .current_dir(&self.dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("it ran before");
        let mut stdin = child.stdin.take().expect("it is a pipe");
        stdin.write_all(expression.as_bytes()).expect("it reads its input");
        drop(stdin);
        let output = child.wait_with_output().expect("it can be waited for");
        if output.status.success() {
            return Verdict::value(&String::from_utf8_lossy(&output.stdout));
        }
        let stderr = String::from_utf8_lossy(&output.stderr);
        let error = stderr
            .lines()
            .rev()
            .find(|line| line.contains("error:"))
            .unwrap_or("no error is given");
        Verdict::Fails(error.trim().to_owned())
    }
}
