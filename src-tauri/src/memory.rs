//! Gives memory back to the system after the window is gone: in the tray the program is to be small.

/// The C library keeps what was freed; here it returns whole pages of it.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code)]
pub fn give_back() {
    unsafe extern "C" {
        fn malloc_trim(pad: usize) -> i32;
    }
    // SAFETY: glibc's function takes its own locks and touches only free memory (malloc_trim(3)).
    unsafe { malloc_trim(0) };
}

/// Elsewhere the allocators do so by themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_back() {}
