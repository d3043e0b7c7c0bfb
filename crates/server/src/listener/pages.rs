//! A few plain pages, so that the links of the intranet profile lead somewhere in the demonstration.
//!
//! Invariant: served only where the configuration says so (anybody who reaches the server can read them); everything
//! shown is escaped, nothing on them runs.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use http::header::{self, HeaderValue};

use super::Shared;
use crate::demo::portraits;
use crate::features::publishing;
use crate::storage::accounts;
use crate::storage::company::DELIMITER;

const STYLE: &str = "body{margin:0;background:#f4f5f7;color:#1d2433;font:16px/1.55 system-ui,sans-serif}\
header{background:#1f3a5f;color:#fff;padding:18px 32px;font-weight:600}header a{color:#fff;text-decoration:none;margin-right:24px}\
main{max-width:720px;margin:32px auto;padding:0 24px}article{background:#fff;border-radius:12px;padding:20px 24px;margin:0 0 16px;\
box-shadow:0 1px 2px #0002}h1{font-size:26px;margin:0 0 4px}h2{font-size:17px;margin:0 0 4px}.quiet{color:#667085;font-size:14px}\
img.face{width:112px;height:112px;border-radius:50%;float:right;margin-left:24px}dt{color:#667085;font-size:14px}dd{margin:0 0 10px}\
@media(prefers-color-scheme:dark){body{background:#15181e;color:#e6e8ec}article{background:#1f242d}}";

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

fn page(shared: &Shared, title: &str, body: &str) -> Response {
    let company = escape(&shared.config.name);
    let title = escape(title);
    let text = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} · {company}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head><body>\
         <header><a href=\"/\">{company}</a><a href=\"/stream\">Activity stream</a></header><main>{body}</main></body></html>"
    );
    let mut response = Html(text).into_response();
    let headers = response.headers_mut();
    let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data: 'self'; frame-ancestors 'none'; base-uri 'none'";
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

pub async fn home(State(shared): State<Arc<Shared>>) -> Response {
    let count = shared.core.ask(|turn| Ok(turn.hall.company.members.len())).await.unwrap_or(0);
    let body = format!(
        "<article><h1>{}</h1><p>This is the intranet of a company that exists for trying things out: {count} people, \
         some of them online. Point Hallway at this address to talk to them.</p></article>",
        escape(&shared.config.name)
    );
    page(&shared, "Intranet", &body)
}

/// What happened lately. The same for everyone: it is there so that the link has an end.
const NEWS: &[(&str, &str, &str)] = &[
    (
        "Amélie Rousseau",
        "Spring collection: photo day",
        "The pictures from Tuesday are in the media library. Thank you to everyone who carried a chair.",
    ),
    (
        "Henrik Lindqvist",
        "New quay at the Rostock warehouse",
        "Trucks enter from the east side from Monday on. The old gate stays open for bicycles.",
    ),
    (
        "Priya Raghunathan",
        "Release 4.2 is out",
        "Offers can now be exported with your own letterhead. Known issue: long addresses wrap early in the preview (T#2210).",
    ),
    (
        "Canteen",
        "This week",
        "Monday lentil curry, Tuesday dumplings, Wednesday baked potatoes, Thursday fish, Friday leftovers and cake.",
    ),
    (
        "Tomás Ferreira",
        "Running group",
        "We meet on Thursdays at 17:30 in front of the main entrance. Any speed; the last one decides the pace.",
    ),
];

pub async fn activity(State(shared): State<Arc<Shared>>) -> Response {
    let mut body = String::from("<h1>Activity stream</h1>");
    for (author, title, text) in NEWS {
        let (author, title, text) = (escape(author), escape(title), escape(text));
        let _ = write!(body, "<article><h2>{title}</h2><p class=\"quiet\">{author}</p><p>{text}</p></article>");
    }
    page(&shared, "Activity stream", &body)
}

pub async fn person(State(shared): State<Arc<Shared>>, Path(address): Path<String>) -> Response {
    let domain = shared.core.house.domain.clone();
    let name = address.strip_suffix(&format!("@{domain}")).unwrap_or(&address).to_lowercase();
    let found = shared
        .core
        .ask(move |turn| {
            let Some(details) = accounts::details(turn.db, &name)? else { return Ok(None) };
            let departments = turn.hall.company.members.get(&name).map(|member| member.departments.clone()).unwrap_or_default();
            Ok(Some((details, departments, publishing::avatar(turn, &name)?)))
        })
        .await;
    let Ok(Some((details, departments, avatar))) = found else {
        let mut response = page(&shared, "Not found", "<article><h1>Nobody here by that name</h1></article>");
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    };
    let mut body = String::from("<article>");
    if let Some((mime, data)) = avatar {
        let _ = write!(body, "<img class=\"face\" alt=\"\" src=\"data:{};base64,{}\">", escape(&mime), escape(&data));
    }
    let _ = write!(body, "<h1>{}</h1><p class=\"quiet\">{}</p><dl>", escape(&details.full_name), escape(&details.title));
    let departments = departments.join(", ").replace(DELIMITER, " / ");
    for (label, value) in [("Department", &departments), ("E-mail", &details.email), ("Phone", &details.phone)] {
        if !value.is_empty() {
            let _ = write!(body, "<dt>{label}</dt><dd>{}</dd>", escape(value));
        }
    }
    body.push_str("</dl></article>");
    page(&shared, &details.full_name, &body)
}

pub async fn logo() -> Response {
    match portraits::logo() {
        Some(png) => ([(header::CONTENT_TYPE, "image/png")], png).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_names_stays_text() {
        assert_eq!(escape("<b>\"A\" & 'B'</b>"), "&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/b&gt;");
    }
}
