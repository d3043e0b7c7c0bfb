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
use zbus::{
    Connection, Proxy,
    proxy::{Builder, CacheProperties},
};

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
        let logind = Self::Logind(logind(&Connection::system().await.ok()?).await.ok()?);
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

/// Asked anew each time: `auto` is another name of the session, and what changes is told only under its own.
async fn logind(bus: &Connection) -> zbus::Result<Proxy<'static>> {
    Builder::new(bus)
        .destination("org.freedesktop.login1")?
        .path("/org/freedesktop/login1/session/auto")?
        .interface("org.freedesktop.login1.Session")?
        .cache_properties(CacheProperties::No)
        .build()
        .await
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;
    use std::{
        io::{BufRead, BufReader},
        process::{Child, Command, Stdio},
        sync::atomic::{AtomicBool, Ordering},
        thread::sleep,
        time::Instant,
    };
    use x11rb::protocol::{
        xproto::{KEY_PRESS_EVENT, KEY_RELEASE_EVENT},
        xtest::ConnectionExt as _,
    };

    /// A program that says in its first line where it is found.
    struct Program(Child, String);

    impl Program {
        fn start(name: &str, args: &[&str]) -> Self {
            let mut command = Command::new(name);
            command.args(args).stdout(Stdio::piped()).stderr(Stdio::null());
            let mut child = command.spawn().expect(name);
            let mut place = String::new();
            BufReader::new(child.stdout.take().unwrap()).read_line(&mut place).unwrap();
            Self(child, place.trim().to_owned())
        }
    }

    impl Drop for Program {
        fn drop(&mut self) {
            self.0.kill().ok();
            self.0.wait().ok();
        }
    }

    /// A session as logind shows it under the name `auto`: its values change, and nobody is told.
    struct Session(Arc<AtomicBool>);

    #[zbus::interface(name = "org.freedesktop.login1.Session")]
    impl Session {
        #[zbus(property)]
        fn idle_hint(&self) -> bool {
            self.0.load(Ordering::Relaxed)
        }

        #[zbus(property)]
        fn idle_since_hint(&self) -> u64 {
            1
        }
    }

    #[tokio::test]
    async fn what_logind_does_not_tell_is_asked() {
        let bus = Program::start("dbus-daemon", &["--session", "--nofork", "--print-address"]);
        let idle = Arc::new(AtomicBool::new(false));
        let there = zbus::connection::Builder::address(bus.1.as_str()).unwrap().name("org.freedesktop.login1").unwrap();
        let there = there.serve_at("/org/freedesktop/login1/session/auto", Session(Arc::clone(&idle))).unwrap();
        let _there = there.build().await.unwrap();
        let here = zbus::connection::Builder::address(bus.1.as_str()).unwrap().build().await.unwrap();
        let touch = Touch::Logind(logind(&here).await.unwrap());
        assert_eq!(touch.ago().await, Some(Duration::ZERO));
        idle.store(true, Ordering::Relaxed);
        assert!(touch.ago().await.unwrap() > Duration::ZERO, "nobody noticed the pause");
        idle.store(false, Ordering::Relaxed);
        assert_eq!(touch.ago().await, Some(Duration::ZERO));
    }

    #[test]
    fn a_key_ends_the_pause() {
        let screen = Program::start("Xvfb", &["-displayfd", "1", "-nolisten", "tcp", "-noreset"]);
        let x11 = X11::open(Some(&format!(":{}", screen.1))).expect("the extension");
        let begin = Instant::now();
        while x11.ago().unwrap() < Duration::from_millis(400) {
            assert!(begin.elapsed() < Duration::from_secs(30), "the pause does not grow");
            sleep(Duration::from_millis(50));
        }
        let pressed = Instant::now();
        for kind in [KEY_PRESS_EVENT, KEY_RELEASE_EVENT] {
            x11.connection.xtest_fake_input(kind, 38, x11rb::CURRENT_TIME, x11.root, 0, 0, 0).unwrap().check().unwrap();
        }
        // The screen counts whole milliseconds, and began to count when the key came.
        assert!(x11.ago().unwrap() <= pressed.elapsed() + Duration::from_millis(1), "nobody noticed the key");
    }
}
