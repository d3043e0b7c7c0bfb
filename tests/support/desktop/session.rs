//! A private desktop: an X server, a session bus, a window manager and (unless told otherwise) an unlocked keyring.
//!
//! Every application under test gets one of its own, so tests cannot see each other's tray, keyring or instance.

use anyhow::{Context, Result, bail};
use std::{
    ffi::OsString,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
};
use tempfile::TempDir;

/// A session bus that starts nothing by itself: what is not there must be missing (a keyring, say).
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// A process that ends with the value that holds it.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Which parts of a desktop are there.
#[derive(Clone, Copy)]
pub struct Parts {
    pub keyring: bool,
}

impl Default for Parts {
    fn default() -> Self {
        Self { keyring: true }
    }
}

pub struct DesktopSession {
    // Field order is drop order: programs first, then the bus and the X server they need, then their files.
    programs: Vec<Running>,
    _bus: Running,
    _x: Running,
    display: String,
    bus_address: String,
    dir: TempDir,
}

impl DesktopSession {
    pub fn start(parts: Parts) -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("hallway-desktop").tempdir()?;
        for name in ["home", "run", "config", "data", "cache", "state"] {
            std::fs::create_dir(dir.path().join(name))?;
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(dir.path().join("run"), std::fs::Permissions::from_mode(0o700))?;
        }
        let (x, number) =
            first_line(Command::new("Xvfb").args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]))
                .context("Xvfb")?;
        let bus_config = dir.path().join("bus.conf");
        std::fs::write(&bus_config, BUS)?;
        let mut bus = Command::new("dbus-daemon");
        bus.arg("--config-file").arg(&bus_config).args(["--nofork", "--nopidfile", "--print-address=1"]);
        let (bus, bus_address) = first_line(&mut bus).context("dbus-daemon")?;
        let mut session = Self { programs: Vec::new(), _bus: bus, _x: x, display: format!(":{number}"), bus_address, dir };
        let window_manager = session.command("openbox").stdout(Stdio::null()).stderr(Stdio::null()).spawn().context("openbox")?;
        session.programs.push(Running(window_manager));
        if parts.keyring {
            session.start_keyring("test-password")?;
        }
        Ok(session)
    }

    /// Starts the Secret Service and unlocks (at first: makes) its login keyring.
    pub fn start_keyring(&mut self, password: &str) -> Result<()> {
        let mut child = self
            .command("gnome-keyring-daemon")
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("gnome-keyring-daemon")?;
        child.stdin.take().context("stdin")?.write_all(password.as_bytes())?;
        self.programs.push(Running(child));
        Ok(())
    }

    /// A command that runs inside this desktop and sees nothing of the outer one.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        for name in ["WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "DESKTOP_SESSION"] {
            command.env_remove(name);
        }
        command.envs(self.environment());
        command
    }

    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        let path = |name: &str| self.dir.path().join(name).into_os_string();
        vec![
            ("DISPLAY", self.display.clone().into()),
            ("DBUS_SESSION_BUS_ADDRESS", self.bus_address.clone().into()),
            ("HOME", path("home")),
            ("XDG_RUNTIME_DIR", path("run")),
            ("XDG_CONFIG_HOME", path("config")),
            ("XDG_DATA_HOME", path("data")),
            ("XDG_CACHE_HOME", path("cache")),
            ("XDG_STATE_HOME", path("state")),
            ("XDG_CURRENT_DESKTOP", "test".into()),
            ("GDK_BACKEND", "x11".into()),
            ("NO_AT_BRIDGE", "1".into()),
            ("GSETTINGS_BACKEND", "memory".into()),
            ("LIBGL_ALWAYS_SOFTWARE", "1".into()),
            // Xvfb cannot show buffers that the GPU shares; without this the pictures are blank.
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "1".into()),
            ("LC_ALL", "C.UTF-8".into()),
        ]
    }

    /// Its X server, as in `DISPLAY`.
    pub fn display(&self) -> &str {
        &self.display
    }

    pub fn bus_address(&self) -> &str {
        &self.bus_address
    }

    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// A picture of the whole screen.
    pub fn screenshot(&self, file: &Path) -> Result<()> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let status = self.command("import").args(["-window", "root"]).arg(file).status().context("import (imagemagick)")?;
        if !status.success() {
            bail!("no screenshot: {status}");
        }
        Ok(())
    }

    /// The titles of the windows that are on the screen and belong to the application.
    pub fn window_titles(&self, class: &str) -> Vec<String> {
        let Ok(found) = self.command("xdotool").args(["search", "--onlyvisible", "--class", class]).output() else {
            return Vec::new();
        };
        String::from_utf8_lossy(&found.stdout)
            .lines()
            .filter_map(|id| self.command("xdotool").args(["getwindowname", id]).output().ok())
            .map(|name| String::from_utf8_lossy(&name.stdout).trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect()
    }

    /// Whether the window manager keeps this window minimised. `title`: a regular expression.
    pub fn is_minimised(&self, title: &str) -> bool {
        let Ok(found) = self.command("xdotool").args(["search", "--name", title]).output() else { return false };
        String::from_utf8_lossy(&found.stdout).lines().any(|id| {
            let state = self.command("xprop").args(["-id", id, "WM_STATE"]).output();
            state.is_ok_and(|state| String::from_utf8_lossy(&state.stdout).contains("window state: Iconic"))
        })
    }

    /// What a person does with the window's close button. `title`: a regular expression.
    pub fn close_window(&self, title: &str) -> Result<()> {
        self.activate_window(title)?;
        self.press("alt+F4")
    }

    /// Brings a window to the front, as a click in the task bar does. `title`: a regular expression.
    pub fn activate_window(&self, title: &str) -> Result<()> {
        let found = self.command("xdotool").args(["search", "--onlyvisible", "--name", title]).output()?;
        let id = String::from_utf8_lossy(&found.stdout).lines().next().map(str::to_owned).context("no such window")?;
        self.command("xdotool").args(["windowactivate", "--sync", &id]).status()?;
        Ok(())
    }

    /// The title of the window in front.
    pub fn front_title(&self) -> Option<String> {
        let found = self.command("xdotool").args(["getactivewindow", "getwindowname"]).output().ok()?;
        Some(String::from_utf8_lossy(&found.stdout).trim().to_owned())
    }

    /// Presses a key of the keyboard, `ctrl+w` say: it goes to the window manager first, then to the window in front.
    pub fn press(&self, key: &str) -> Result<()> {
        self.command("xdotool").args(["key", key]).status()?;
        Ok(())
    }
}

/// Starts a program that prints one line when it is ready.
fn first_line(command: &mut Command) -> Result<(Running, String)> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut line = String::new();
    BufReader::new(child.stdout.take().context("stdout")?).read_line(&mut line)?;
    let line = line.trim().to_owned();
    if line.is_empty() {
        bail!("ended without saying that it is ready");
    }
    Ok((Running(child), line))
}
