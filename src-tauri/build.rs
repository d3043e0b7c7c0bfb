//! Tells Tauri where the shell's files live (the root package, with its sources under `src-tauri/`), and declares
//! the page's commands: a command that is not declared here is open to every window, so all of them are.

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=tauri.conf.json");
    println!("cargo:rerun-if-changed=icons");
    let commands = tauri_build::AppManifest::new().commands(&["execute", "open_view", "close_view", "stage_begin", "stage_append"]);
    let attributes =
        tauri_build::Attributes::new().app_manifest(commands).capabilities_path_pattern("./src-tauri/capabilities/**/*");
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}
