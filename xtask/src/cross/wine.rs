//! A private Wine, ready for programs that Rust made.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::toolchain::Toolchain;
use crate::command;

/// Rust's standard library takes random numbers from `ProcessPrng`, which is newer than Debian's Wine.
const RANDOM: &str = "\
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG); /* RtlGenRandom of advapi32 */
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size) {
  while (size) {
    ULONG piece = size > 65536 ? 65536 : (ULONG)size;
    if (!SystemFunction036(data, piece)) return FALSE;
    data += piece; size -= piece;
  }
  return TRUE;
}
";

/// Runs one program. Loads WebView2's loader from where cargo left it: the app links it, the tests never call it.
const RUNNER: &str = r#"#!/bin/sh
export WINEPREFIX="@PREFIX@" WINEARCH=win64 WINEDEBUG="${WINEDEBUG:--all}"
for folder in "@OUTPUT@"/x86_64-pc-windows-gnu/debug/build/webview2-com-sys-*/out/x64; do
  if [ -d "$folder" ]; then WINEPATH="Z:$(printf %s "$folder" | tr / '\\')"; export WINEPATH; fi
done
exec wine "$@"
"#;

pub struct Wine {
    prefix: PathBuf,
    runner: PathBuf,
}

impl Wine {
    pub fn runner(&self) -> &Path {
        &self.runner
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new("timeout");
        command.args(["300", program]).env("WINEPREFIX", &self.prefix).env("WINEARCH", "win64").env("WINEDEBUG", "-all");
        command
    }
}

impl Drop for Wine {
    fn drop(&mut self) {
        // Wine's own server would stay for a while; ending it when it is gone already only fails.
        command::succeeds(self.command("wineserver").arg("--kill"));
    }
}

/// Makes the private Wine once.
pub fn prepare(toolchain: &Toolchain) -> Result<Wine> {
    let wine = Wine { prefix: toolchain.home().join("wine"), runner: toolchain.home().join("wine-run") };
    let done = wine.prefix.join("done");
    if !done.exists() {
        println!("preparing Wine (once)");
        if wine.prefix.exists() {
            fs::remove_dir_all(&wine.prefix)?;
        }
        // Wine's own complaints here say nothing; whether it worked shows in the folder below.
        command::succeeds(wine.command("wine").args(["wineboot", "--init"]));
        let source = toolchain.home().join("bcryptprimitives.c");
        fs::write(&source, RANDOM)?;
        let library = wine.prefix.join("drive_c/windows/system32/bcryptprimitives.dll");
        let mut compile = Command::new("x86_64-w64-mingw32-gcc-posix");
        compile.args(["-O2", "-s", "-shared", "-o"]).arg(library).arg(source).arg("-ladvapi32");
        command::run(&mut compile).context("Wine made no system folder")?;
        fs::write(&done, "")?;
    }
    let script = RUNNER
        .replace("@PREFIX@", &wine.prefix.display().to_string())
        .replace("@OUTPUT@", &toolchain.output().display().to_string());
    super::toolchain::executable(&wine.runner, &script)?;
    Ok(wine)
}
