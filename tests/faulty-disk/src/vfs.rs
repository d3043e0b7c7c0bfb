//! SQLite's way to a disk (its VFS, <https://sqlite.org/vfs.html>): the system's own with a question before each deed.
//!
//! Safety: SQLite gives pointers that are valid for the call, and a file's memory (`szOsFile` bytes, aligned for
//! anything) from a successful or failed `xOpen` to `xClose`. A [`Handle`] is its first part and the system's own
//! file the rest. All that a handle owns is the box behind `watched`, freed in `close`.

use crate::Deed;
use crate::state::State;
use rusqlite::ffi;
use std::ffi::CStr;
use std::os::raw::{c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

const NAME: &CStr = c"faulty-disk";

/// SQLite has one list of disks for each process, and so has this.
static WATCHED: Mutex<Vec<Arc<State>>> = Mutex::new(Vec::new());
static SYSTEM: OnceLock<System> = OnceLock::new();

/// The system's own VFS, which lives as long as the process.
struct System(*mut ffi::sqlite3_vfs);
// It is only read after SQLite was initialised.
unsafe impl Send for System {}
unsafe impl Sync for System {}

#[repr(C)]
struct Handle {
    base: ffi::sqlite3_file,
    watched: *mut Watched,
}

/// A file in a folder that somebody watches.
struct Watched {
    state: Arc<State>,
    path: PathBuf,
}

pub fn watch(state: &Arc<State>) {
    SYSTEM.get_or_init(register);
    WATCHED.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(state));
}

pub fn forget(state: &Arc<State>) {
    WATCHED.lock().unwrap_or_else(PoisonError::into_inner).retain(|other| !Arc::ptr_eq(other, state));
}

fn find(path: &Path) -> Option<Arc<State>> {
    let watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
    watched.iter().find(|state| path.starts_with(&state.folder)).cloned()
}

/// Everything but opening and deleting is the system's own, which finds what it needs in the copied fields.
fn register() -> System {
    // SAFETY: `find` initialises SQLite; its answer and the leaked copy live as long as the process.
    unsafe {
        let system = ffi::sqlite3_vfs_find(std::ptr::null());
        let mut ours = std::ptr::read(system);
        ours.szOsFile += size_of::<Handle>() as c_int;
        ours.zName = NAME.as_ptr();
        ours.pNext = std::ptr::null_mut();
        ours.xOpen = Some(open);
        ours.xDelete = Some(delete);
        ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 1);
        System(system)
    }
}

fn system() -> *mut ffi::sqlite3_vfs {
    SYSTEM.get_or_init(register).0
}

/// The system's own file behind ours.
unsafe fn inner(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    unsafe { file.cast::<u8>().add(size_of::<Handle>()).cast() }
}

unsafe fn watched<'a>(file: *mut ffi::sqlite3_file) -> Option<&'a Watched> {
    unsafe { (*file.cast::<Handle>()).watched.as_ref() }
}

/// A method of the system's own file. SQLite does not call what a version does not have, and neither does this.
macro_rules! own {
    ($file:expr, $method:ident $(, $value:expr)*) => {{
        let own = unsafe { inner($file) };
        match unsafe { (*(*own).pMethods).$method } {
            Some(method) => unsafe { method(own $(, $value)*) },
            None => ffi::SQLITE_IOERR,
        }
    }};
}

/// Does it if the disk may; the system's answer or the disk's.
unsafe fn deed(file: *mut ffi::sqlite3_file, deed: Deed, act: impl FnOnce() -> c_int, then: impl FnOnce(&Watched)) -> c_int {
    let watched = unsafe { watched(file) };
    if let Some(Err(refused)) = watched.map(|it| it.state.may(deed)) {
        return refused;
    }
    let done = act();
    if let (ffi::SQLITE_OK, Some(watched)) = (done, watched) {
        then(watched);
    }
    done
}

unsafe fn path_of(name: *const c_char) -> Option<PathBuf> {
    if name.is_null() {
        return None;
    }
    unsafe { CStr::from_ptr(name) }.to_str().ok().map(PathBuf::from)
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    mut name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    mut flags: c_int,
    told: *mut c_int,
) -> c_int {
    let place = unsafe { path_of(name) }.and_then(|path| Some((find(&path)?, path)));
    unsafe {
        (*file).pMethods = std::ptr::null();
        (*file.cast::<Handle>()).watched = std::ptr::null_mut();
    }
    if let Some((state, path)) = &place {
        let writes = flags & ffi::SQLITE_OPEN_READWRITE != 0;
        if state.is_read_only() && flags & ffi::SQLITE_OPEN_MAIN_DB != 0 {
            name = unsafe { with_memory_only_read(name) };
        }
        if state.is_dark() {
            return ffi::SQLITE_CANTOPEN;
        }
        if writes && path.exists() {
            if state.is_read_only() {
                // As the system does it: what cannot be written is opened for reading.
                flags = (flags & !(ffi::SQLITE_OPEN_READWRITE | ffi::SQLITE_OPEN_CREATE)) | ffi::SQLITE_OPEN_READONLY;
            }
        } else if writes && let Err(refused) = state.may(Deed::Create) {
            return refused;
        }
    }
    let existed = place.as_ref().is_some_and(|(_, path)| path.exists());
    let own = unsafe { inner(file) };
    let Some(system_open) = (unsafe { (*system()).xOpen }) else { return ffi::SQLITE_CANTOPEN };
    let opened = unsafe { system_open(system(), name, own, flags, told) };
    // SQLite closes whatever has methods, opened or not.
    if unsafe { (*own).pMethods.is_null() } {
        return opened;
    }
    unsafe { (*file).pMethods = &raw const METHODS };
    if let (ffi::SQLITE_OK, Some((state, path))) = (opened, place) {
        state.opened(&path, || if existed { unsafe { content(own) } } else { None });
        unsafe { (*file.cast::<Handle>()).watched = Box::into_raw(Box::new(Watched { state, path })) };
    }
    opened
}

/// The same file, whose shared memory is opened as on a medium that cannot be written. SQLite reads such names for as long
/// as the file is open; a test can spare a few bytes.
unsafe fn with_memory_only_read(name: ffi::sqlite3_filename) -> ffi::sqlite3_filename {
    let mut parameters = [c"readonly_shm".as_ptr(), c"1".as_ptr()];
    unsafe { ffi::sqlite3_create_filename(name, c"".as_ptr(), c"".as_ptr(), 1, parameters.as_mut_ptr()) }
}

/// All of a file, read through itself: another descriptor would give back the locks of this process when it is closed.
unsafe fn content(own: *mut ffi::sqlite3_file) -> Option<Vec<u8>> {
    unsafe {
        let mut size = 0;
        if (*(*own).pMethods).xFileSize?(own, &raw mut size) != ffi::SQLITE_OK {
            return None;
        }
        let mut bytes = vec![0_u8; usize::try_from(size).ok()?];
        let read = (*(*own).pMethods).xRead?(own, bytes.as_mut_ptr().cast(), c_int::try_from(size).ok()?, 0);
        (read == ffi::SQLITE_OK).then_some(bytes)
    }
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, name: *const c_char, durable: c_int) -> c_int {
    let place = unsafe { path_of(name) }.and_then(|path| Some((find(&path)?, path)));
    if let Some(Err(refused)) = place.as_ref().map(|(state, _)| state.may(Deed::Delete)) {
        return refused;
    }
    let Some(system_delete) = (unsafe { (*system()).xDelete }) else { return ffi::SQLITE_IOERR_DELETE };
    let deleted = unsafe { system_delete(system(), name, durable) };
    if let (ffi::SQLITE_OK, Some((state, path))) = (deleted, place) {
        state.deleted(&path);
    }
    deleted
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 3,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: Some(fetch),
    xUnfetch: Some(unfetch),
};

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let closed = own!(file, xClose);
    let handle = file.cast::<Handle>();
    unsafe {
        if !(*handle).watched.is_null() {
            drop(Box::from_raw((*handle).watched));
            (*handle).watched = std::ptr::null_mut();
        }
    }
    closed
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, to: *mut c_void, length: c_int, at: i64) -> c_int {
    if unsafe { watched(file) }.is_some_and(|it| it.state.is_dark()) {
        return ffi::SQLITE_IOERR_READ;
    }
    own!(file, xRead, to, length, at)
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, from: *const c_void, length: c_int, at: i64) -> c_int {
    let written = |it: &Watched| {
        let (Ok(length), Ok(at)) = (usize::try_from(length), usize::try_from(at)) else { return };
        let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), length) };
        it.state.with_image(&it.path, |image| image.write(at, bytes));
    };
    let act = || own!(file, xWrite, from, length, at);
    unsafe { deed(file, Deed::Write, act, written) }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    let truncated = |it: &Watched| {
        it.state.with_image(&it.path, |image| image.truncate(usize::try_from(size).unwrap_or(0)));
    };
    let act = || own!(file, xTruncate, size);
    unsafe { deed(file, Deed::Truncate, act, truncated) }
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    let synced = |it: &Watched| it.state.with_image(&it.path, crate::image::Image::sync);
    let act = || own!(file, xSync, flags);
    unsafe { deed(file, Deed::Sync, act, synced) }
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    own!(file, xFileSize, size)
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    own!(file, xLock, level)
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    own!(file, xUnlock, level)
}

unsafe extern "C" fn check_reserved_lock(file: *mut ffi::sqlite3_file, locked: *mut c_int) -> c_int {
    own!(file, xCheckReservedLock, locked)
}

unsafe extern "C" fn file_control(file: *mut ffi::sqlite3_file, what: c_int, value: *mut c_void) -> c_int {
    own!(file, xFileControl, what, value)
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    own!(file, xSectorSize)
}

unsafe extern "C" fn device_characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    own!(file, xDeviceCharacteristics)
}

unsafe extern "C" fn shm_map(file: *mut ffi::sqlite3_file, page: c_int, size: c_int, grow: c_int, to: *mut *mut c_void) -> c_int {
    if let Some(watched) = unsafe { watched(file) }
        && grow != 0
        && let (Ok(page), Ok(size)) = (u64::try_from(page), u64::try_from(size))
    {
        let mut memory = watched.path.clone().into_os_string();
        memory.push("-shm");
        let there = std::fs::metadata(memory).map_or(0, |file| file.len());
        if there < (page + 1) * size
            && let Err(refused) = watched.state.may(Deed::Grow)
        {
            return refused;
        }
    }
    own!(file, xShmMap, page, size, grow, to)
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, at: c_int, count: c_int, flags: c_int) -> c_int {
    own!(file, xShmLock, at, count, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    let own = unsafe { inner(file) };
    if let Some(method) = unsafe { (*(*own).pMethods).xShmBarrier } {
        unsafe { method(own) }
    }
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    own!(file, xShmUnmap, delete)
}

unsafe extern "C" fn fetch(file: *mut ffi::sqlite3_file, at: i64, length: c_int, to: *mut *mut c_void) -> c_int {
    own!(file, xFetch, at, length, to)
}

unsafe extern "C" fn unfetch(file: *mut ffi::sqlite3_file, at: i64, page: *mut c_void) -> c_int {
    own!(file, xUnfetch, at, page)
}
