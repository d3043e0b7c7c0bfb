//! SCRAM and PLAIN messages (RFC 5802, RFC 4616), read by both sides: no bytes but the right ones prove anything.

use std::sync::OnceLock;
use wire::{
    sasl::{ChannelBinding, Mechanism, ScramClient, ScramServer, ServerCheck, Verifier, read_plain},
    secret::Password,
};

/// An exchange as it should be: what the client says last, and what the server proves itself with.
struct Exchange {
    server: ScramServer,
    verifier: Verifier,
    client_final: Vec<u8>,
    check: ServerCheck,
    server_final: Vec<u8>,
}

impl Exchange {
    fn new() -> Self {
        let password = Password::new("pencil".into());
        let client = client();
        let verifier = Verifier::derive(Mechanism::ScramSha256, &password, b"0123456789abcdef".to_vec(), 4096).expect("a verifier");
        let server = ScramServer::first(Mechanism::ScramSha256, &client.first(), "server".into()).expect("a first message");
        let pending = client.challenge(&server.challenge(&verifier)).expect("a challenge");
        let (client_final, check) = pending.compute(&password).expect("a proof");
        let server_final = server.finish(&client_final, &verifier).expect("the right proof");
        Self { server, verifier, client_final, check, server_final }
    }
}

fn client() -> ScramClient {
    ScramClient::new(Mechanism::ScramSha256, "anna", "client".into(), ChannelBinding::Unsupported).expect("a client")
}

pub fn run(data: &[u8]) {
    // Thousands of rounds: once is enough for all inputs.
    static EXCHANGE: OnceLock<Exchange> = OnceLock::new();
    let right = EXCHANGE.get_or_init(Exchange::new);

    let _ = client().challenge(data);
    if let Ok(server) = ScramServer::first(Mechanism::ScramSha256, data, "server".into()) {
        assert!(!server.user().is_empty());
        let _ = server.challenge(&right.verifier);
        assert!(server.finish(&right.client_final, &right.verifier).is_err() || server.user() == right.server.user());
    }
    if right.server.finish(data, &right.verifier).is_ok() {
        assert_eq!(data, right.client_final, "another message passed for the proof");
    }
    if right.check.verify(data).is_ok() {
        let proof = data.split(|byte| *byte == b',').next();
        assert_eq!(proof, Some(right.server_final.as_slice()), "another message passed for the server's proof");
    }
    if let Ok((_, user, _)) = read_plain(data) {
        assert!(!user.is_empty());
    }
}
