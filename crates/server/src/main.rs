//! `hallway-server`: the embedded server on the command line.
//!
//! Invariant: a password never stands on a command line or in an environment variable; it is typed, or read from
//! standard input.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, Parser, Subcommand};
use server::demo::{self, DemoConfig};
use server::uploads::Rules;
use server::{NewUser, Office, Server, ServerConfig};
use wire::payload::upload::is_pattern;
use wire::secret::Password;

#[derive(Parser)]
#[command(name = "hallway-server", version, about = "The embedded server of Hallway: XMPP over WebSocket for a company")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// A sample company with people who answer, for trying things out
    Demo(DemoArgs),
    /// Serve a company
    Serve(ServeArgs),
    /// Accounts
    #[command(subcommand)]
    User(UserCommand),
    /// Read departments and people from a CSV file: department, name, email, account, title, phone, photo, password
    Import {
        file: PathBuf,
        #[arg(long)]
        data: PathBuf,
        /// Where passwords that had to be made up are written, readable by you alone
        #[arg(long, default_value = "passwords.csv")]
        passwords: PathBuf,
    },
}

#[derive(Args)]
struct DemoArgs {
    #[arg(long, default_value = "127.0.0.1:5280")]
    listen: SocketAddr,
    /// Where to keep the data; a temporary directory without it
    #[arg(long)]
    data: Option<PathBuf>,
    /// What the colleagues do by themselves follows from it
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The colleagues answer, but neither change state nor write first
    #[arg(long)]
    quiet: bool,
}

#[derive(Args)]
struct ServeArgs {
    #[arg(long)]
    data: PathBuf,
    #[arg(long)]
    listen: SocketAddr,
    /// Certificate chain (PEM); needed for addresses other machines can reach
    #[arg(long, requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Its private key (PEM)
    #[arg(long, requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// What is behind the @ of every address; kept from the first start on
    #[arg(long)]
    domain: Option<String>,
    /// The company's name
    #[arg(long, default_value = "Hallway")]
    name: String,
    /// https://… under which clients reach the server, if a proxy stands in front of it
    #[arg(long)]
    public_url: Option<String>,
    /// Further origin whose web pages may open a stream; may be repeated
    #[arg(long)]
    origin: Vec<String>,
    /// Domain of the e-mail addresses people may sign in with; may be repeated; any without it
    #[arg(long)]
    email_domain: Vec<String>,
    /// Minutes without input after which people are shown as inactive
    #[arg(long, default_value_t = 30)]
    idle_minutes: u32,
    /// Address of the activity stream
    #[arg(long)]
    activity_stream: Option<String>,
    /// Address of a person's page, with {account} or {address} in it
    #[arg(long)]
    profile_page: Option<String>,
    /// Where a forgotten password is replaced
    #[arg(long)]
    password_reset: Option<String>,
    /// Where new versions of the program are announced
    #[arg(long)]
    update_feed: Option<String>,
    #[command(flatten)]
    uploads: UploadArgs,
}

/// Files that people share. Sizes in megabytes.
#[derive(Args)]
struct UploadArgs {
    /// Take no files
    #[arg(long)]
    no_upload: bool,
    /// The largest file
    #[arg(long, default_value_t = 100)]
    upload_max: u64,
    /// What one person may send within a day
    #[arg(long, default_value_t = 1_024)]
    upload_daily: u64,
    /// What one person's files may take together
    #[arg(long, default_value_t = 5 * 1_024)]
    upload_person: u64,
    /// What all files may take together
    #[arg(long, default_value_t = 50 * 1_024)]
    upload_total: u64,
    /// Files are deleted after so many days; 0 keeps them
    #[arg(long, default_value_t = 30)]
    upload_days: u32,
    /// A type that is taken, as image/png or image/*; may be repeated; "any" takes every type; without it pictures,
    /// sound, video, text, office documents and archives
    #[arg(long)]
    upload_type: Vec<String>,
    /// https://… under which files are reached, if not where the server is
    #[arg(long)]
    upload_url: Option<String>,
}

impl UploadArgs {
    fn rules(self) -> anyhow::Result<Rules> {
        const MEGABYTE: u64 = 1024 * 1024;
        let usual = Rules::default();
        let types = match self.upload_type.as_slice() {
            [] => usual.types.clone(),
            [any] if any == "any" => Vec::new(),
            types => types.iter().map(|kind| kind.to_ascii_lowercase()).collect(),
        };
        if let Some(odd) = types.iter().find(|kind| !is_pattern(kind)) {
            bail!("--upload-type {odd}: a type is written as image/png or image/*");
        }
        Ok(Rules {
            enabled: !self.no_upload,
            largest: self.upload_max.saturating_mul(MEGABYTE),
            daily: self.upload_daily.saturating_mul(MEGABYTE),
            person: self.upload_person.saturating_mul(MEGABYTE),
            total: self.upload_total.saturating_mul(MEGABYTE),
            types,
            days: self.upload_days,
            url: self.upload_url,
            ..usual
        })
    }
}

#[derive(Subcommand)]
enum UserCommand {
    /// Add an account; the password is asked for
    Add {
        account: String,
        #[arg(long)]
        data: PathBuf,
        #[arg(long, default_value = "")]
        name: String,
        #[arg(long, default_value = "")]
        email: String,
        /// Nested by "::" or " / "; may be repeated; outside the company without it
        #[arg(long)]
        department: Vec<String>,
        #[arg(long, default_value = "")]
        title: String,
        #[arg(long, default_value = "")]
        phone: String,
    },
    /// Set a new password; it is asked for
    Passwd {
        account: String,
        #[arg(long)]
        data: PathBuf,
    },
    /// Remove an account and everything that belongs to it
    Remove {
        account: String,
        #[arg(long)]
        data: PathBuf,
    },
    /// List all accounts
    List {
        #[arg(long)]
        data: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match Cli::parse().command {
        Command::Demo(arguments) => run(serve_demo(arguments)),
        Command::Serve(arguments) => run(serve(arguments)),
        Command::User(command) => user(command),
        Command::Import { file, data, passwords } => import(&file, &data, &passwords),
    }
}

fn run(work: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

fn say(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

async fn serve_demo(arguments: DemoArgs) -> anyhow::Result<()> {
    let config = DemoConfig {
        listen: arguments.listen,
        data: arguments.data,
        seed: arguments.seed,
        lively: !arguments.quiet,
        ..DemoConfig::default()
    };
    let demo = demo::start(config).await?;
    say(&demo.greeting())?;
    until_told().await?;
    demo.stop().await;
    Ok(())
}

async fn serve(arguments: ServeArgs) -> anyhow::Result<()> {
    let mut config = ServerConfig::new(arguments.data, arguments.listen);
    config.domain = match arguments.domain {
        Some(domain) => domain,
        None => Server::kept_domain(&config.data)?.unwrap_or(config.domain),
    };
    config.tls = arguments.tls_cert.zip(arguments.tls_key);
    config.name = arguments.name;
    config.public_url = arguments.public_url;
    config.origins = arguments.origin;
    config.email_domains = arguments.email_domain;
    config.idle_minutes = arguments.idle_minutes;
    config.activity_stream = arguments.activity_stream;
    config.profile_page = arguments.profile_page;
    config.password_reset = arguments.password_reset;
    config.update_feed = arguments.update_feed;
    config.uploads = arguments.uploads.rules()?;
    let server = Server::start(config).await?;
    say(&format!("Serving {} at {}\nStop with Ctrl+C.", server.domain(), server.url()))?;
    until_told().await?;
    server.stop().await;
    Ok(())
}

/// Ctrl+C, or the system's request to end.
async fn until_told() -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        let mut ending = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted?,
            _ = ending.recv() => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await?;
    Ok(())
}

/// Typed twice without being shown, or one line of standard input.
fn new_password() -> anyhow::Result<Password> {
    if std::io::stdin().is_terminal() {
        let first = rpassword::prompt_password("New password: ")?;
        let second = rpassword::prompt_password("Once more: ")?;
        if first != second {
            bail!("the two passwords differ");
        }
        return Ok(Password::new(first));
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("reading the password from standard input")?;
    Ok(Password::new(line.trim_end_matches(['\r', '\n']).to_owned()))
}

fn user(command: UserCommand) -> anyhow::Result<()> {
    match command {
        UserCommand::Add { account, data, name, email, department, title, phone } => {
            let office = Office::open(&data)?;
            let password = Some(new_password()?);
            office.add(NewUser { account, name, departments: department, email, title, phone, password, picture: None })?;
        }
        UserCommand::Passwd { account, data } => {
            let office = Office::open(&data)?;
            office.passwd(&account, &new_password()?)?;
        }
        UserCommand::Remove { account, data } => Office::open(&data)?.remove(&account)?,
        UserCommand::List { data } => {
            for (account, details, departments) in Office::open(&data)?.list()? {
                say(&format!("{account}\t{}\t{}\t{}", details.full_name, details.email, departments.join(", ")))?;
            }
        }
    }
    Ok(())
}

fn import(file: &Path, data: &Path, passwords: &Path) -> anyhow::Result<()> {
    let (people, made_up) = Office::open(data)?.import(file, passwords)?;
    say(&format!("{people} people imported"))?;
    if made_up {
        say(&format!("New passwords are in {}: hand them out and delete the file.", passwords.display()))?;
    }
    Ok(())
}
