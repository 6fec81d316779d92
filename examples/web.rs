//! A web service: POST a text, or `{"text", "id", "date"}` as JSON, to /annotate, and get its record.
//!
//! `cargo run --release --example web` and then
//! `curl -d '{"text": "The FBI spoke on Tuesday.", "date": "2024-11-08"}' -H 'content-type: application/json' localhost:8080/annotate`
#![allow(clippy::print_stderr, reason = "a program")]

use std::error::Error;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::post;
use axum::{Json, Router};
use gazet::document::{GivenBy, day};
use gazet::record::{ErrorRecord, RecordOptions, record};
use gazet::{Document, Gazetteer, Options, annotate};
use serde::Deserialize;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    let listener = tokio::net::TcpListener::bind(&address).await?;
    eprintln!("POST to http://{address}/annotate");
    Ok(axum::serve(listener, app(gazet_lists::gazetteer()?)).await?)
}

/// One gazetteer for all requests: it never changes.
fn app(gazetteer: Gazetteer) -> Router {
    let limit = DefaultBodyLimit::max(16 << 20);
    Router::new().route("/annotate", post(answer)).layer(limit).with_state(Arc::new(gazetteer))
}

#[derive(Deserialize)]
struct Request {
    text: String,
    id: Option<String>,
    date: Option<String>,
}

async fn answer(State(gazetteer): State<Arc<Gazetteer>>, Json(request): Json<Request>) -> impl IntoResponse {
    // work, no waiting: not on the threads that answer other requests
    let done = tokio::task::spawn_blocking(move || annotated(&request, &gazetteer)).await;
    let (status, body) = done.unwrap_or_else(|_| (StatusCode::INTERNAL_SERVER_ERROR, String::new()));
    (status, [(header::CONTENT_TYPE, "application/json")], body)
}

fn annotated(request: &Request, gazetteer: &Gazetteer) -> (StatusCode, String) {
    let id = request.id.as_deref().unwrap_or("-");
    let refused = |kind, message: String| {
        let error = ErrorRecord::new(id, kind, message);
        (StatusCode::BAD_REQUEST, serde_json::to_string(&error).unwrap_or_default())
    };
    let document = match Document::new(id, &request.text) {
        Ok(document) => document,
        Err(e) => return refused("too_long", e.to_string()),
    };
    let document = match &request.date {
        None => document,
        Some(text) => match day(text) {
            Some(date) => document.with_date(date, GivenBy::Record),
            None => return refused("date", format!("\"date\" is {text:?}, not a day as YYYY-MM-DD")),
        },
    };
    let annotation = annotate(&document, gazetteer, &Options::default());
    let record = record(&document, &annotation, gazetteer, &RecordOptions::default(), None);
    (StatusCode::OK, serde_json::to_string(&record).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};

    #[tokio::test]
    async fn a_request_is_answered_with_its_record() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, app(gazet_lists::gazetteer().unwrap())).await });
        for (date, status, part) in
            [("2024-11-08", "200 OK", "\"value\":\"2024-11-05\""), ("soon", "400 Bad Request", "\"kind\":\"date\"")]
        {
            let body = format!("{{\"text\":\"The FBI spoke on Tuesday.\",\"date\":\"{date}\"}}");
            let head = "POST /annotate HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json";
            let mut stream = TcpStream::connect(address).await.unwrap();
            let request = format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}")) && answer.contains(part), "{answer}");
        }
    }
}
