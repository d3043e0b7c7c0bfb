//! What an engine stands on: a way to intranets, and threads. For a program both are real.
//!
//! Invariant: on a [`Stage`] everything happens on the caller's runtime and nothing beside it, so that a simulation
//! with a seed is the same run every time.

use futures_util::future::BoxFuture;
use session::{Blocking, Net, NetConfig, Problem, ProblemKind, Road};
use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};
use store::{Store, StoreError};

/// Made up for a simulation.
#[derive(Clone)]
pub struct Stage {
    pub road: Arc<dyn Road>,
    /// Called right after each time the account's store was written to, before anything else can happen.
    pub wrote: Arc<dyn Fn() + Send + Sync>,
}

pub enum Ground {
    Real { config: NetConfig, net: Mutex<Option<Net>> },
    Staged(Stage),
}

impl Ground {
    pub fn real(config: NetConfig) -> Self {
        Self::Real { config, net: Mutex::new(None) }
    }

    /// The network for everything that is no stream, set up when it is first needed: reading the trust store takes a
    /// while.
    pub async fn net(&self) -> Result<Net, Problem> {
        let unusable = |error: String| Problem::new(ProblemKind::CertificateInvalid, error);
        let Self::Real { config, net } = self else { return Err(unusable("a stage has streams only".to_owned())) };
        if let Some(net) = net.lock().unwrap_or_else(PoisonError::into_inner).clone() {
            return Ok(net);
        }
        let config = config.clone();
        let made = Blocking::Beside.run(move || Net::new(config)).await.map_err(|error| unusable(error.to_string()))??;
        *net.lock().unwrap_or_else(PoisonError::into_inner) = Some(made.clone());
        Ok(made)
    }

    pub async fn road(&self) -> Result<Arc<dyn Road>, Problem> {
        match self {
            Self::Real { .. } => Ok(Arc::new(self.net().await?)),
            Self::Staged(stage) => Ok(Arc::clone(&stage.road)),
        }
    }

    pub fn blocking(&self) -> Blocking {
        match self {
            Self::Real { .. } => Blocking::Beside,
            Self::Staged(_) => Blocking::InPlace,
        }
    }

    /// Opens an account's store. Must be called within a Tokio runtime.
    pub fn open(&self, path: &Path) -> Result<Store, StoreError> {
        match self {
            Self::Real { .. } => Store::open(path),
            Self::Staged(stage) => {
                let (store, mut writer) = Store::open_stepwise(path)?;
                let wrote = Arc::clone(&stage.wrote);
                tokio::spawn(async move {
                    while let Some(next) = writer.step().await {
                        writer = next;
                        wrote();
                    }
                });
                Ok(store)
            }
        }
    }

    /// Starts the views' loop, on a thread of its own: what it reads must not hold up the network.
    pub fn show(&self, views: BoxFuture<'static, ()>) {
        if matches!(self, Self::Staged(_)) {
            tokio::spawn(views);
            return;
        }
        let started = tokio::runtime::Builder::new_current_thread().enable_time().build().and_then(|clock| {
            std::thread::Builder::new().name("views".to_owned()).spawn(move || clock.block_on(views)).map(|_| ())
        });
        if let Err(error) = started {
            // Nothing can be shown then: every view that is opened answers so.
            tracing::error!(%error, "the thread of the views cannot be started");
        }
    }
}
