//! Linux: X11's screen saver extension; on Wayland, where programs do not see each other's input, GNOME's idle monitor, or
//! what the desktop tells logind.

use super::LastTouch;
use std::{
    env,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use x11rb::{
    connection::Connection as _,
    protocol::{screensaver::ConnectionExt as _, xproto::Window},
    rust_connection::RustConnection,
};
use zbus::{Connection, Proxy};

pub enum Touch {
    X11(Arc<X11>),
    Mutter(Proxy<'static>),
    Logind(Proxy<'static>),
}

pub struct X11 {
    connection: RustConnection,
    root: Window,
}

impl X11 {
    fn open(display: Option<&str>) -> Option<Self> {
        let (connection, screen) = x11rb::connect(display).ok()?;
        let root = connection.setup().roots.get(screen)?.root;
        let x11 = Self { connection, root };
        x11.ago().map(|_| x11)
    }

    fn ago(&self) -> Option<Duration> {
        let answer = self.connection.screensaver_query_info(self.root).ok()?.reply().ok()?;
        Some(Duration::from_millis(answer.ms_since_user_input.into()))
    }
}

impl LastTouch for Touch {
    async fn open() -> Option<Self> {
        if env::var_os("WAYLAND_DISPLAY").is_none() {
            let x11 = tokio::task::spawn_blocking(|| X11::open(None)).await.ok()??;
            return Some(Self::X11(Arc::new(x11)));
        }
        let mutter = mutter().await.ok().map(Self::Mutter);
        if let Some(mutter) = mutter
            && mutter.ago().await.is_some()
        {
            return Some(mutter);
        }
        let logind = Self::Logind(logind().await.ok()?);
        logind.ago().await.map(|_| logind)
    }

    async fn ago(&self) -> Option<Duration> {
        match self {
            Self::X11(x11) => {
                let x11 = Arc::clone(x11);
                tokio::task::spawn_blocking(move || x11.ago()).await.ok()?
            }
            Self::Mutter(monitor) => monitor.call("GetIdletime", &()).await.ok().map(Duration::from_millis),
            Self::Logind(session) => {
                if !session.get_property::<bool>("IdleHint").await.ok()? {
                    return Some(Duration::ZERO);
                }
                let since: u64 = session.get_property("IdleSinceHint").await.ok()?;
                let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
                Some(now.saturating_sub(Duration::from_micros(since)))
            }
        }
    }
}

async fn mutter() -> zbus::Result<Proxy<'static>> {
    const NAME: &str = "org.gnome.Mutter.IdleMonitor";
    Proxy::new(&Connection::session().await?, NAME, "/org/gnome/Mutter/IdleMonitor/Core", NAME).await
}

async fn logind() -> zbus::Result<Proxy<'static>> {
    const NAME: &str = "org.freedesktop.login1";
    let bus = Connection::system().await?;
    Proxy::new(&bus, NAME, "/org/freedesktop/login1/session/auto", "org.freedesktop.login1.Session").await
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;
    use std::{
        io::{BufRead, BufReader},
        process::{Child, Command, Stdio},
        thread::sleep,
        time::Instant,
    };
    use x11rb::protocol::{
        xproto::{KEY_PRESS_EVENT, KEY_RELEASE_EVENT},
        xtest::ConnectionExt as _,
    };

    struct Screen(Child);

    impl Drop for Screen {
        fn drop(&mut self) {
            self.0.kill().ok();
            self.0.wait().ok();
        }
    }

    #[test]
    fn a_key_ends_the_pause() {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-nolisten", "tcp", "-noreset"]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut screen = Screen(command.spawn().expect("Xvfb"));
        let mut number = String::new();
        BufReader::new(screen.0.stdout.take().unwrap()).read_line(&mut number).unwrap();
        let x11 = X11::open(Some(&format!(":{}", number.trim()))).expect("the extension");
        let begin = Instant::now();
        while x11.ago().unwrap() < Duration::from_millis(400) {
            assert!(begin.elapsed() < Duration::from_secs(30), "the pause does not grow");
            sleep(Duration::from_millis(50));
        }
        let before = x11.ago().unwrap();
        for kind in [KEY_PRESS_EVENT, KEY_RELEASE_EVENT] {
            x11.connection.xtest_fake_input(kind, 38, x11rb::CURRENT_TIME, x11.root, 0, 0, 0).unwrap().check().unwrap();
        }
        assert!(x11.ago().unwrap() < before, "nobody noticed the key");
    }
}
