//! Messages over standard input and output. What cannot be read is refused and skipped; the next message is read all the
//! same.

use std::{
    io::{self, BufRead, Read as _, Write},
    thread::{self, JoinHandle},
};

use crossbeam_channel::{Receiver, Sender, never, select, unbounded};
use lsp_server::{Connection, ErrorCode, Message, Notification, RequestId, Response};
use lsp_types::{
    LogMessageParams, MessageType,
    notification::{LogMessage, Notification as _},
};

/// The header that counts, in lower case.
const LENGTH: &str = "content-length:";
/// The largest message that is read, in bytes.
const LARGEST: usize = 256 << 20;

/// A connection with whoever is at the other end, and the thread that writes. Neither end has to wait for the other.
pub(super) fn connect() -> (Connection, JoinHandle<()>) {
    let (sender, to_write) = unbounded();
    let (read, receiver) = unbounded();
    let (refuse, refusals) = unbounded();
    // It ends with the input, or with the process: nobody waits for what is never sent.
    thread::spawn(move || read_all(&mut io::stdin().lock(), &read, &refuse));
    let writer = thread::spawn(move || write_all(&mut io::stdout().lock(), &to_write, refusals));
    (Connection { sender, receiver }, writer)
}

/// Writes what the server sends, until it has ended, and what the reader refuses.
fn write_all(to: &mut impl Write, messages: &Receiver<Message>, mut refusals: Receiver<Message>) {
    loop {
        let message = select! {
            recv(messages) -> message => match message {
                Ok(message) => message,
                Err(_) => return,
            },
            recv(refusals) -> refusal => match refusal {
                Ok(refusal) => refusal,
                Err(_) => {
                    refusals = never();
                    continue;
                }
            },
        };
        // The client has gone.
        if message.write(to).is_err() {
            return;
        }
    }
}

fn read_all(from: &mut impl BufRead, messages: &Sender<Message>, refusals: &Sender<Message>) {
    loop {
        let taken = match read_body(from) {
            Ok(Some(body)) => match message_of(&body) {
                Ok(message) => {
                    let is_exit = matches!(&message, Message::Notification(told)
                        if told.method == lsp_types::notification::Exit::METHOD);
                    let taken = messages.send(message).is_ok();
                    taken && !is_exit
                }
                Err(refusal) => refusals.send(*refusal).is_ok(),
            },
            Ok(None) => false,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                refusals.send(complaint(&error.to_string())).is_ok()
            }
            Err(_) => false,
        };
        if !taken {
            return;
        }
    }
}

/// The body of the next message; `None` at the end.
fn read_body(from: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let invalid = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let mut size = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        // A line of a header is short, whatever is sent.
        if from.take(4096).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end();
        if text.is_empty() && size.is_some() {
            break;
        }
        // The rest of a message whose length was wrong may stand before it.
        if let Some(at) = text.to_ascii_lowercase().rfind(LENGTH) {
            let value = text.get(at + LENGTH.len()..).unwrap_or_default().trim();
            let value = value.parse::<usize>().ok().filter(|size| *size <= LARGEST);
            size = Some(value.ok_or_else(|| invalid("a header has no length of a message"))?);
        }
    }
    let mut body = Vec::new();
    let size = size.unwrap_or_default() as u64;
    if from.take(size).read_to_end(&mut body)? as u64 == size {
        return Ok(Some(body));
    }
    Ok(None)
}

/// The message of a body, else what is answered to it.
fn message_of(body: &[u8]) -> Result<Message, Box<Message>> {
    let value: serde_json::Value = serde_json::from_slice(body)
        .map_err(|error| Box::new(complaint(&format!("a message is not JSON: {error}"))))?;
    let id = value.get("id").cloned();
    let is_request = value.get("method").is_some() || value.get("result").is_none();
    serde_json::from_value(value).map_err(|error| {
        let message = format!("a message cannot be understood: {error}");
        Box::new(match id.map(serde_json::from_value::<RequestId>) {
            Some(Ok(id)) if is_request => {
                Response::new_err(id, ErrorCode::InvalidRequest as i32, message).into()
            }
            _ => complaint(&message),
        })
    })
}

fn complaint(message: &str) -> Message {
    let params =
        LogMessageParams { typ: MessageType::ERROR, message: format!("persist-lint: {message}") };
    Notification::new(LogMessage::METHOD.to_owned(), params).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    #[test]
    fn what_cannot_be_read_is_skipped() {
        let input = [
            "nonsense\r\n".to_owned(),
            framed("{ not json"),
            "Content-Length: 99999999999999999999\r\n\r\n".to_owned(),
            "Content-Length: -1\r\n\r\n".to_owned(),
            framed(r#"{"id":7,"method":5}"#),
            framed(r#"{"jsonrpc":"2.0","id":8,"method":"a","params":{}}"#),
            "Content-Type: x\r\n".to_owned() + &framed(r#"{"jsonrpc":"2.0","method":"exit"}"#),
            framed(r#"{"jsonrpc":"2.0","id":9,"method":"after the end"}"#),
        ]
        .concat();
        let (messages, read) = unbounded();
        let (refusals, refused) = unbounded();
        read_all(&mut input.as_bytes(), &messages, &refusals);
        let read: Vec<Message> = read.try_iter().collect();
        assert!(
            matches!(&read[..], [Message::Request(a), Message::Notification(b)]
                if a.id == RequestId::from(8) && b.method == "exit"),
            "{read:?}"
        );
        let refused: Vec<Message> = refused.try_iter().collect();
        let answered = |message: &&Message| matches!(message, Message::Response(answer) if answer.id == RequestId::from(7));
        assert_eq!(refused.iter().filter(answered).count(), 1, "{refused:?}");
        assert!(refused.len() >= 4, "{refused:?}");
    }
}
