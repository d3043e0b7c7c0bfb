//! Debian's compiler with standard libraries for Windows and macOS, and an environment of its own.
//!
//! Debian packages the sources of the standard library (rust-web-src); it is built here once for each
//! compiler version and target, into a private folder that the compiler is then pointed at.
//! Invariant: nothing of the caller's cargo or rustup settings leaks in, and nothing outside the private
//! folder and `target/cross` is written.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::stubs;
use crate::{command, project};

/// By full path: the names alone may be rustup's.
const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const CLIPPY: &str = "/usr/bin/cargo-clippy";
const SOURCES: &str = "/usr/lib/rustlib/src/rust/library/std/Cargo.toml";
const HOST: &str = "x86_64-unknown-linux-gnu";

pub struct Toolchain {
    home: PathBuf,
    sysroot: PathBuf,
}

impl Toolchain {
    pub fn prepare(targets: &[&str]) -> Result<Toolchain> {
        ensure!(Path::new(SOURCES).exists(), "the sources of the standard library are not at {SOURCES}");
        let home = home()?;
        fs::create_dir_all(&home)?;
        let lock = File::create(home.join("lock"))?;
        lock.lock().context("cannot lock the folder of the cross compilers")?;
        let toolchain = Toolchain { sysroot: home.join(format!("sysroot-{}", version()?)), home };
        toolchain.lay_out()?;
        for target in targets {
            toolchain.standard_library(target)?;
        }
        Ok(toolchain)
    }

    /// Where what is made once is kept.
    pub fn home(&self) -> &Path {
        &self.home
    }

    pub fn output(&self) -> PathBuf {
        project::target().join("cross")
    }

    pub fn cargo(&self, targets: &[&str]) -> Result<Command> {
        targets.iter().try_for_each(|target| self.forget_older_library(target))?;
        let mut cargo = clean(CARGO);
        self.point_at_sysroot(&mut cargo);
        Ok(cargo)
    }

    pub fn clippy(&self, targets: &[&str]) -> Result<Command> {
        targets.iter().try_for_each(|target| self.forget_older_library(target))?;
        let mut clippy = clean(CLIPPY);
        self.point_at_sysroot(&mut clippy);
        clippy.arg("clippy").env("CARGO", CARGO);
        Ok(clippy)
    }

    fn bin(&self) -> PathBuf {
        self.sysroot.join("bin")
    }

    fn lay_out(&self) -> Result<()> {
        let libraries = self.sysroot.join("lib/rustlib");
        fs::create_dir_all(self.bin())?;
        fs::create_dir_all(&libraries)?;
        link(&Path::new("/usr/lib/rustlib").join(HOST), &libraries.join(HOST))?;
        link(Path::new("/usr/lib/rustlib/src"), &libraries.join("src"))?;
        for program in ["rustc", "rustdoc"] {
            let script = format!("#!/bin/sh\nexec /usr/bin/{program} --sysroot \"{}\" \"$@\"\n", self.sysroot.display());
            executable(&self.bin().join(program), &script)?;
        }
        executable(&self.bin().join("stub-cc"), stubs::COMPILER)?;
        executable(&self.bin().join("stub-ar"), stubs::ARCHIVER)
    }

    /// Builds the standard library for one target, unless it is there.
    fn standard_library(&self, target: &str) -> Result<()> {
        let place = self.sysroot.join("lib/rustlib").join(target);
        if place.join("done").exists() {
            return Ok(());
        }
        println!("building the standard library for {target} (once)");
        let work = self.home.join("build-std");
        remove(&work)?;
        remove(&place)?;
        fs::create_dir_all(work.join("src"))?;
        fs::create_dir_all(place.join("lib"))?;
        // What runs under Wine should run at a bearable speed; the rest is only read by the type checker.
        let optimised = if target.contains("windows") { 2 } else { 0 };
        fs::write(
            work.join("Cargo.toml"),
            format!(
                "[package]\nname = \"only-std\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[workspace]\n\n\
                 [profile.dev]\ndebug = 0\nopt-level = {optimised}\n"
            ),
        )?;
        fs::write(work.join("src/lib.rs"), "")?;
        let mut build = clean(CARGO);
        build.current_dir(&work).env("RUSTC", RUSTC).env("RUSTC_BOOTSTRAP", "1");
        build.args(["build", "--quiet", "--target", target, "-Zbuild-std=std,panic_unwind,panic_abort,proc_macro,test"]);
        command::run(&mut build)?;

        let mut hash = DefaultHasher::new();
        for entry in fs::read_dir(work.join("target").join(target).join("debug/deps"))? {
            let library = entry?.path();
            let name = library.file_name().unwrap_or_default().to_owned();
            if library.extension().is_some_and(|end| end == "rlib") && !name.to_string_lossy().starts_with("libonly_std") {
                name.hash(&mut hash);
                fs::metadata(&library)?.len().hash(&mut hash);
                fs::copy(&library, place.join("lib").join(name))?;
            }
        }
        remove(&work)?;
        fs::write(place.join("done"), format!("{:016x}\n", hash.finish()))?;
        Ok(())
    }

    /// Cargo does not see that the standard library under it has changed: what was built with an older one goes.
    fn forget_older_library(&self, target: &str) -> Result<()> {
        let current = fs::read(self.sysroot.join("lib/rustlib").join(target).join("done"))?;
        let folder = self.output().join(target);
        let mark = folder.join("standard-library");
        if fs::read(&mark).is_ok_and(|kept| kept == current) {
            return Ok(());
        }
        remove(&folder)?;
        fs::create_dir_all(&folder)?;
        fs::write(mark, current)?;
        Ok(())
    }

    fn point_at_sysroot(&self, command: &mut Command) {
        let bin = self.bin();
        command
            .current_dir(project::root())
            .env("RUSTC", bin.join("rustc"))
            .env("RUSTDOC", bin.join("rustdoc"))
            .env("SYSROOT", &self.sysroot)
            .env("CARGO_TARGET_DIR", self.output())
            .env("PATH", format!("{}:/usr/bin:/bin:/usr/sbin:/sbin", bin.display()));
        command
            .env("CC_x86_64_pc_windows_gnu", "x86_64-w64-mingw32-gcc-posix")
            .env("CXX_x86_64_pc_windows_gnu", "x86_64-w64-mingw32-g++-posix")
            .env("AR_x86_64_pc_windows_gnu", "x86_64-w64-mingw32-ar")
            .env("CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER", "x86_64-w64-mingw32-gcc-posix");
        for tool in ["CC", "CXX"] {
            command.env(format!("{tool}_aarch64_apple_darwin"), bin.join("stub-cc"));
        }
        for tool in ["AR", "RANLIB"] {
            command.env(format!("{tool}_aarch64_apple_darwin"), bin.join("stub-ar"));
        }
    }
}

/// A command with none of the settings that the cargo around this program, or a person, may have made.
fn clean(program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let Some(name) = name.to_str() else { continue };
        let ours =
            ["CARGO", "RUSTC", "RUSTDOC", "RUSTFLAGS", "RUSTUP_TOOLCHAIN", "LD_LIBRARY_PATH", "SDKROOT", "SYSROOT"].contains(&name);
        let settings = [
            "CARGO_BUILD_",
            "CARGO_PKG_",
            "CARGO_MANIFEST_",
            "CARGO_TARGET_",
            "CARGO_PROFILE_",
            "CARGO_ENCODED_",
            "RUSTC_",
            "TS_RS_",
        ];
        let compilers = ["CC", "CXX", "AR", "CFLAGS", "CXXFLAGS"].contains(&name);
        if ours || compilers || settings.iter().any(|start| name.starts_with(start)) {
            command.env_remove(name);
        }
    }
    // Nobody debugs what comes out of this.
    command.env("CARGO_INCREMENTAL", "0").env("CARGO_PROFILE_DEV_DEBUG", "0");
    command
}

/// The private folder: kept between runs, shared by all clones of this person.
fn home() -> Result<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = cache.or_else(|| std::env::home_dir().map(|home| home.join(".cache")));
    Ok(cache.context("there is no home folder to keep the cross compilers in")?.join("hallway-cross"))
}

/// Release and commit of Debian's compiler.
fn version() -> Result<String> {
    let text = command::output(clean(RUSTC).arg("-vV"))?;
    let line = |start: &str| text.lines().find_map(|line| line.strip_prefix(start)).unwrap_or_default().trim().to_owned();
    let commit: String = line("commit-hash:").chars().take(9).collect();
    Ok(format!("{}-{commit}", line("release:")))
}

fn link(to: &Path, from: &Path) -> Result<()> {
    if fs::read_link(from).is_ok_and(|kept| kept == to) {
        return Ok(());
    }
    let _ = fs::remove_file(from); // An older link, or nothing.
    symlink(to, from).with_context(|| format!("cannot link {}", from.display()))
}

/// Writes a script, leaving it alone when it is right: cargo looks at the time of its compiler.
pub fn executable(path: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(path).is_ok_and(|kept| kept == text) {
        return Ok(());
    }
    fs::write(path, text)?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}
