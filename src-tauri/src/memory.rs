//! Gives memory back to the system after the window is gone: in the tray the program is to be small.

/// Once, some time after the window went: the page's last writes have reached the disk by then.
pub fn give_back() {
    #[cfg(target_os = "linux")]
    linux::end_network_process();
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    linux::trim();
}

#[cfg(target_os = "linux")]
mod linux {
    use rustix::process::{Pid, Signal, getpid, kill_process};
    use std::fs;

    /// As the kernel shortens it (15 bytes).
    const NETWORK_PROCESS: &str = "WebKitNetworkPr";

    /// WebKit's network process outlives the last web view, for ever. It is made to be lost: WebKit starts another one with
    /// the next web view.
    pub fn end_network_process() {
        let parent = getpid().as_raw_nonzero().to_string();
        for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()).and_then(Pid::from_raw) else { continue };
            if is_network_process_of(&fs::read_to_string(entry.path().join("stat")).unwrap_or_default(), &parent)
                && let Err(error) = kill_process(pid, Signal::TERM)
            {
                tracing::debug!(%error, "the network process did not end");
            }
        }
    }

    /// Reads `/proc/PID/stat`: number, name in parentheses, state, parent (proc(5)).
    fn is_network_process_of(stat: &str, parent: &str) -> bool {
        let Some((head, tail)) = stat.rsplit_once(')') else { return false };
        head.split_once('(').is_some_and(|(_, name)| name == NETWORK_PROCESS) && tail.split_whitespace().nth(1) == Some(parent)
    }

    /// The C library keeps what was freed; here it returns whole pages of it.
    #[cfg(target_env = "gnu")]
    #[allow(unsafe_code)]
    pub fn trim() {
        unsafe extern "C" {
            fn malloc_trim(pad: usize) -> i32;
        }
        // SAFETY: glibc's function takes its own locks and touches only free memory (malloc_trim(3)).
        unsafe { malloc_trim(0) };
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn only_the_own_network_process_is_meant() {
            assert!(is_network_process_of("77 (WebKitNetworkPr) S 42 42 0", "42"));
            assert!(!is_network_process_of("77 (WebKitNetworkPr) S 43 42 0", "42"));
            assert!(!is_network_process_of("77 (WebKitWebProces) S 42 42 0", "42"));
            assert!(!is_network_process_of("77 (a) (WebKitNetworkPr) S 1 42 0", "42"));
            assert!(!is_network_process_of("", "42"));
        }
    }
}
