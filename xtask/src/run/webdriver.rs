//! As much of WebDriver (W3C, REC-webdriver1) as it takes to fill in a form and to wait for a picture.
//!
//! One connection a request, answers bounded in time: a hung web view must not hang the command.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

/// The key under which WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
const LIMIT: Duration = Duration::from_secs(30);

pub struct Driver {
    port: u16,
    session: String,
}

impl Driver {
    /// Opens a session; the capabilities name the program to start.
    pub fn open(port: u16, capabilities: &Value) -> Result<Driver> {
        let answer = request(port, "POST", "/session", &json!({ "capabilities": { "alwaysMatch": capabilities } }))?;
        let session = answer.get("sessionId").and_then(Value::as_str).context("the driver named no session")?;
        Ok(Driver { port, session: session.to_owned() })
    }

    /// The first element that the CSS selector finds, if there is one now.
    pub fn find(&self, selector: &str) -> Result<Option<Element<'_>>> {
        let found = self.send("POST", "/elements", &json!({ "using": "css selector", "value": selector }))?;
        let id = found.as_array().and_then(|list| list.first()).and_then(|element| element.get(ELEMENT)).and_then(Value::as_str);
        Ok(id.map(|id| Element { driver: self, id: id.to_owned() }))
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        request(self.port, method, &format!("/session/{}{path}", self.session), body)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The program may have gone before its session.
        let _ = self.send("DELETE", "", &Value::Null);
    }
}

pub struct Element<'a> {
    driver: &'a Driver,
    id: String,
}

impl Element<'_> {
    pub fn write(&self, text: &str) -> Result<()> {
        self.driver.send("POST", &format!("/element/{}/clear", self.id), &json!({}))?;
        self.driver.send("POST", &format!("/element/{}/value", self.id), &json!({ "text": text })).map(|_| ())
    }

    pub fn click(&self) -> Result<()> {
        self.driver.send("POST", &format!("/element/{}/click", self.id), &json!({})).map(|_| ())
    }
}

/// Whether a driver listens on the port.
pub fn listens(port: u16) -> bool {
    request(port, "GET", "/status", &Value::Null).is_ok()
}

/// Whether the error says that the element is not there any more, or not yet to be clicked.
pub fn passing(error: &anyhow::Error) -> bool {
    let text = error.to_string();
    ["stale element reference", "element not interactable", "element click intercepted"].iter().any(|kind| text.contains(kind))
}

fn request(port: u16, method: &str, path: &str, body: &Value) -> Result<Value> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let mut socket = TcpStream::connect(("127.0.0.1", port))?;
    socket.set_read_timeout(Some(LIMIT))?;
    write!(
        socket,
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).with_context(|| format!("the driver did not answer {method} {path}"))?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").context("the driver's answer is not HTTP")?;
    let value: Value = serde_json::from_str(body).context("the driver's answer is not JSON")?;
    let value = value.get("value").cloned().unwrap_or_default();
    if !head.starts_with("HTTP/1.1 200") {
        let message = value.get("message").and_then(Value::as_str).unwrap_or_default();
        let error = value.get("error").and_then(Value::as_str).unwrap_or("no reason given");
        bail!("{method} {path}: {error} {message}");
    }
    Ok(value)
}
