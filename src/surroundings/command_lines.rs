//! Literals that a program, a container or a shell runs as a command: their words are not text for people.

use memchr::memmem;

use super::element::named;
use super::file::File;
use super::line::folded;
use crate::lexer::{Token, TokenKind};
use crate::line_ends::window_start;
use crate::outline::BlockKind;
use crate::source::Span;

/// What commands are run with, as the ends of calls in lower case. A method `run` of an agent runs no command.
const RUNNERS: &[&str] = &[
    "subprocess.run",
    "subprocess.call",
    "subprocess.popen",
    "check_call",
    "check_output",
    "getoutput",
    "system",
    "popen",
    "execsync",
    "execfilesync",
    "spawn",
    "spawnsync",
    "execa",
    "execacommand",
    "shell_exec",
    "passthru",
    "proc_open",
    "exec.command",
    "exec.commandcontext",
    "processbuilder",
    "runtime().exec",
    "runtime.exec",
    "shlex.split",
    "addcommands",
    "add_commands",
    "command::new",
    "create_subprocess_shell",
];

/// The same where the call has no receiver, or is a statement without brackets.
const ALONE: &[&str] = &[
    "exec",
    "sh",
    "bat",
    "powershell",
    "pwsh",
    "system",
    "run_command",
];

/// Fields and lists of commands, folded.
const FIELDS: &[&str] = &[
    "command",
    "commands",
    "cmd",
    "cmds",
    "args",
    "entrypoint",
    "script",
    "scripts",
    "run",
    "runcommand",
    "runcommands",
    "inline",
];

/// Commands of a shell that run what their argument says.
const SHELL_RUNNERS: &[&str] = &[
    "bash", "docker", "env", "eval", "exec", "kubectl", "nohup", "parallel", "podman", "screen",
    "sh", "ssh", "su", "sudo", "timeout", "tmux", "watch", "xargs", "zsh",
];

/// What joins commands, and the ends of loops and conditions: no sentence has them.
const JOINTS: &[&str] = &[
    " && ", " || ", "; do ", "; done", ";; ", "; then ", "; fi", "| tee", "| grep", "| jq",
    "| head", "| tail", "| xargs", "| awk", "| sed", "| sort", "$(", " > /", " 2>",
];

/// Programs that run the file that is named after them.
const INTERPRETERS: &[&str] = &[
    "python", "python3", "node", "ruby", "php", "perl", "bash", "sh", "deno", "bun", "java", "tsx",
    "ts-node",
];

/// Languages in which a literal between backticks is a command.
const BACKTICKS: &[&str] = &["ruby", "perl", "php", "crystal", "julia", "shell"];

/// How far before a literal what runs it is looked for.
const NEAR: usize = 200;

/// How many blocks around a literal may be lists in the field or call that runs it.
const LEVELS: usize = 3;

/// How much of a literal is read.
const LONGEST: usize = 2_000;

/// Whether the literal that contains a reference is run as a command.
pub(super) fn is_command(file: &File<'_>, span: Span) -> bool {
    let Some((at, token)) = file.lexed.token_at(span.start) else {
        return false;
    };
    token.kind == TokenKind::String
        && (reads_as_a_command(file, token, span)
            || follows_a_flag_of_a_shell(file, at, token)
            || is_between_backticks(file, token)
            || is_run_by_a_shell(file, token)
            || is_argument_of_a_runner(file, token))
}

/// Whether the text joins commands, or names a program with the file that it runs.
fn reads_as_a_command(file: &File<'_>, token: &Token, span: Span) -> bool {
    let text = file.text();
    let start = token
        .inner
        .start
        .max(window_start(text, span.start, LONGEST));
    let end = token.inner.end.min(span.end + LONGEST);
    let Some(said) = text.get(start..end) else {
        return false;
    };
    // The line of the reference: a document can show a command elsewhere.
    let at = span.start - start;
    let first = memchr::memrchr(b'\n', &said[..at]).map_or(0, |newline| newline + 1);
    let last = memchr::memchr(b'\n', &said[at..]).map_or(said.len(), |newline| at + newline);
    let line = &said[first..last];
    if JOINTS
        .iter()
        .any(|joint| memmem::find(line, joint.as_bytes()).is_some())
    {
        return true;
    }
    let words: Vec<&[u8]> = line.split(u8::is_ascii_whitespace).collect();
    let is_file = |word: &[u8]| word.iter().any(|b| matches!(b, b'.' | b'/')) || word == b"-m";
    let runs_file = words
        .windows(2)
        .any(|pair| INTERPRETERS.iter().any(|name| pair[0] == name.as_bytes()) && is_file(pair[1]));
    runs_file
        || words
            .iter()
            .any(|word| word.starts_with(b"./") && word.len() > 2)
}

/// `sh -c "…"`, `["sh", "-c", "…"]`, `.arg("-c").arg("…")`.
fn follows_a_flag_of_a_shell(file: &File<'_>, at: usize, token: &Token) -> bool {
    const FLAGS: &[&[u8]] = &[b"-c", b"-lc", b"-ec", b"-xc", b"-ic", b"/c", b"-Command"];
    const BETWEEN: usize = 16;
    let text = file.text();
    let before = text[..token.span.start].trim_ascii_end();
    let is_bare = FLAGS.iter().any(|flag| {
        before
            .strip_suffix(*flag)
            .is_some_and(|rest| rest.last().is_some_and(u8::is_ascii_whitespace))
    });
    let last = at.checked_sub(1).map(|last| &file.lexed.tokens()[last]);
    // `ruby -e "…"`: other commands have these flags for something else.
    let line = &before[memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1)..];
    let line = &line[line.len().saturating_sub(NEAR)..];
    let mut words = line.split(u8::is_ascii_whitespace);
    let is_program = [&b" -e"[..], b" -r"]
        .iter()
        .any(|flag| line.ends_with(flag))
        && words.any(|word| {
            matches!(
                word,
                b"ruby" | b"php" | b"perl" | b"node" | b"julia" | b"Rscript"
            )
        });
    let is_element = last.is_some_and(|last| {
        last.kind == TokenKind::String
            && token.span.start - last.span.end.min(token.span.start) <= BETWEEN
            && FLAGS.contains(&&text[last.inner.clone()])
    });
    is_bare || is_program || is_element
}

/// A literal between backticks that its language runs, or a template of JavaScript whose result is awaited: ``await $`ask …` ``.
/// Scripts of prompts have the same tag, but do not wait for it.
fn is_between_backticks(file: &File<'_>, token: &Token) -> bool {
    let text = file.text();
    let name = file.source.language.name;
    text[token.span.start..].starts_with(b"`")
        && (BACKTICKS.contains(&name)
            || matches!(name, "javascript" | "typescript")
                && text[..token.span.start].ends_with(b"await $"))
}

/// Whether a statement of a shell or a Dockerfile runs its argument: `ssh host "…"`, `CMD ["…"]`.
fn is_run_by_a_shell(file: &File<'_>, token: &Token) -> bool {
    let text = file.text();
    let from = window_start(text, token.span.start, NEAR);
    let before = &text[from..token.span.start];
    let line = &before[memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1)..];
    match file.source.language.name {
        "dockerfile" => {
            let mut words = line.trim_ascii_start().split(u8::is_ascii_whitespace);
            let instruction = words.next().unwrap_or_default();
            matches!(instruction, b"CMD" | b"ENTRYPOINT")
                || instruction == b"RUN" && line.trim_ascii_end().ends_with(b"[")
                || instruction == b"RUN" && line.contains(&b'[')
        }
        "shell" | "fish" | "makefile" => {
            let start = line
                .iter()
                .rposition(|b| matches!(b, b'|' | b'&' | b';' | b'(' | b'{' | b'`'))
                .map_or(0, |at| at + 1);
            let mut words = line[start..]
                .trim_ascii_start()
                .split(u8::is_ascii_whitespace);
            words
                .next()
                .is_some_and(|word| SHELL_RUNNERS.iter().any(|name| word == name.as_bytes()))
        }
        _ => false,
    }
}

/// Whether the literal, or the list that has it, is the argument of a call or the value of a field that runs it.
fn is_argument_of_a_runner(file: &File<'_>, token: &Token) -> bool {
    let (text, outline) = (file.text(), file.outline());
    if text[token.span.end..].starts_with(b".split(") {
        return true;
    }
    // `sh "…"`, Ruby's `system "…"`.
    let before = text[..token.span.start].trim_ascii_end();
    let word = before
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
        .count();
    let (rest, word) = before.split_at(before.len() - word);
    let is_statement = rest
        .last()
        .is_none_or(|b| matches!(b, b'\n' | b' ' | b'\t' | b'{' | b';'));
    if is_statement
        && before.len() < token.span.start
        && ALONE.iter().any(|name| word == name.as_bytes())
    {
        return true;
    }
    let mut inside = token.span.start;
    for number in outline.around(outline.block_at(inside)).take(LEVELS) {
        let block = outline.block(number);
        if let Some((_, item)) = outline.item_at(number, inside)
            && item.separator.is_some()
        {
            let key = super::element::name_at_end(&text[item.key()]);
            return FIELDS.contains(&folded(key).as_str());
        }
        let names = named(file, block);
        if block.kind == BlockKind::Round && !names.callee.is_empty() {
            let callee = &names.callee[names.callee.len().saturating_sub(NEAR)..];
            let callee = String::from_utf8_lossy(callee).to_lowercase();
            let has_receiver = callee.contains(['.', ':', '>']);
            return RUNNERS.iter().any(|runner| ends_as_a_name(&callee, runner))
                || !has_receiver && ALONE.contains(&callee.as_str());
        }
        if !names.name.is_empty() {
            return FIELDS.contains(&folded(names.name).as_str());
        }
        if !matches!(
            block.kind,
            BlockKind::Square | BlockKind::Round | BlockKind::Curly
        ) {
            return false;
        }
        inside = block.inner.start.saturating_sub(1);
    }
    false
}

/// Whether a call ends with a name that is not a part of a longer word.
fn ends_as_a_name(callee: &str, name: &str) -> bool {
    callee
        .strip_suffix(name)
        .is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
}
