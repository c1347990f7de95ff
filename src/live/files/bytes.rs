//! The contents of files: copying and comparing them.

use std::{io, os::fd::BorrowedFd};

use rustix::{
    fs::{SeekFrom, ftruncate, ioctl_ficlone, seek},
    io::{Errno, pread, pwrite, retry_on_intr},
};

use super::Watch;

const CHUNK: usize = 1 << 20;

/// What ends work that was stopped.
fn stopped() -> io::Error {
    io::Error::other("stopped")
}

/// Copies the contents of a file of this size into an empty one. Both share their blocks where the filesystem can do that; elsewhere, holes stay
/// holes.
pub(in crate::live) fn copy(
    from: BorrowedFd<'_>,
    to: BorrowedFd<'_>,
    size: u64,
    watch: &dyn Watch,
) -> io::Result<()> {
    if ioctl_ficlone(to, from).is_ok() {
        watch.bytes(size);
        return Ok(());
    }
    ftruncate(to, size)?;
    let mut buffer = vec![0; CHUNK.min(usize::try_from(size).unwrap_or(CHUNK)).max(1)];
    let mut at = 0;
    while at < size {
        let Some((start, end)) = next_data(from, at, size)? else { break };
        at = start;
        while at < end {
            if watch.stopped() {
                return Err(stopped());
            }
            let wanted = buffer.len().min(usize::try_from(end - at).unwrap_or(CHUNK));
            let read = retry_on_intr(|| pread(from, &mut buffer[..wanted], at))?;
            if read == 0 {
                // It became shorter; who compares will see it.
                return Ok(());
            }
            write_all(to, &buffer[..read], at)?;
            at += read as u64;
            watch.bytes(read as u64);
        }
    }
    Ok(())
}

/// Where the next data is, at or after a place; `None` when only a hole is left.
fn next_data(file: BorrowedFd<'_>, at: u64, size: u64) -> io::Result<Option<(u64, u64)>> {
    let start = match seek(file, SeekFrom::Data(at)) {
        Ok(start) => start,
        Err(Errno::NXIO) => return Ok(None),
        // A filesystem that does not tell.
        Err(Errno::INVAL | Errno::OPNOTSUPP) => return Ok(Some((at, size))),
        Err(error) => return Err(error.into()),
    };
    let end = seek(file, SeekFrom::Hole(start))?;
    Ok((start < size).then_some((start, end.min(size))))
}

fn write_all(file: BorrowedFd<'_>, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = retry_on_intr(|| pwrite(file, bytes, at))?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = &bytes[written..];
        at += written as u64;
    }
    Ok(())
}

/// Whether two files, of about this size, hold the same bytes.
pub(in crate::live) fn same(
    left: BorrowedFd<'_>,
    right: BorrowedFd<'_>,
    size: u64,
    watch: &dyn Watch,
) -> io::Result<bool> {
    let chunk = usize::try_from(size).map_or(CHUNK, |size| size.saturating_add(1).min(CHUNK));
    let (mut one, mut other) = (vec![0; chunk], vec![0; chunk]);
    let mut at = 0;
    loop {
        if watch.stopped() {
            return Err(stopped());
        }
        let read = fill(left, &mut one, at)?;
        if read != fill(right, &mut other, at)? || one[..read] != other[..read] {
            return Ok(false);
        }
        if read < chunk {
            return Ok(true);
        }
        at += read as u64;
        watch.bytes(read as u64);
    }
}

/// Reads until the buffer is full or the file ends.
fn fill(file: BorrowedFd<'_>, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        let rest = &mut buffer[filled..];
        match retry_on_intr(|| pread(file, &mut *rest, at + filled as u64))? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}
