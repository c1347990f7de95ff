"""Drives the server with the capabilities of several editors: findings, hover, completion and a repair."""

import asyncio
import pathlib

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

ROOT = pathlib.Path.cwd()
URI = (ROOT / "web.nix").as_uri()


@pytest_lsp.fixture(
    params=["neovim@0.11", "emacs@29.1", "visual-studio-code@1.65"],
    config=ClientServerConfig(server_command=["persist-lint", "lsp"]),
)
async def client(request, lsp_client: LanguageClient):
    @lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(_: types.RegistrationParams):
        return None

    @lsp_client.feature(types.WORKSPACE_CODE_LENS_REFRESH)
    def refresh(*_):
        return None

    await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities(request.param),
            workspace_folders=[types.WorkspaceFolder(uri=ROOT.as_uri(), name="project")],
            initialization_options={"mode": "offline"},
        )
    )
    yield
    await lsp_client.shutdown_session()


async def found(client: LanguageClient, enough):
    """The diagnostics, once there are enough of them."""
    while True:
        if client.capabilities.text_document.diagnostic is not None:
            document = types.TextDocumentIdentifier(uri=URI)
            params = types.DocumentDiagnosticParams(text_document=document)
            now = (await client.text_document_diagnostic_async(params)).items
        else:
            now = client.diagnostics.get(URI, ())
        if enough(now):
            return now
        await asyncio.sleep(0.02)


def edits_of(edit: types.WorkspaceEdit):
    """The edits of the one file that is to change."""
    if edit.document_changes is not None:
        [change] = edit.document_changes
        assert change.text_document.uri == URI
        return change.edits
    assert list(edit.changes) == [URI]
    return edit.changes[URI]


def applied(text: str, edits) -> str:
    """The text after the edits, whose places are those of the text before them. It is ASCII, so all units are one."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def offset(place: types.Position):
        return starts[place.line] + place.character

    for edit in sorted(edits, key=lambda edit: offset(edit.range.start), reverse=True):
        start, end = offset(edit.range.start), offset(edit.range.end)
        text = text[:start] + edit.new_text + text[end:]
    return text


@pytest.mark.asyncio
async def test_findings_hover_completion_and_a_repair(client: LanguageClient):
    text = (ROOT / "web.nix").read_text()
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(
            text_document=types.TextDocumentItem(uri=URI, language_id="nix", version=1, text=text)
        )
    )
    document = types.TextDocumentIdentifier(uri=URI)
    async with asyncio.timeout(60):
        diagnostics = await found(client, lambda now: len(now) > 0)
    assert [d.code for d in diagnostics] == ["unpersisted-service-state"]
    place = diagnostics[0].range
    assert text.splitlines()[place.start.line].endswith("true;")

    hover = await client.text_document_hover_async(
        types.HoverParams(text_document=document, position=place.start)
    )
    assert "/var/lib/vaultwarden" in hover.contents.value

    lines = text.splitlines()
    line = next(number for number, line in enumerate(lines) if '"/var/log"' in line)
    position = types.Position(line=line, character=lines[line].index("/log"))
    completion = await client.text_document_completion_async(
        types.CompletionParams(text_document=document, position=position)
    )
    items = completion if isinstance(completion, list) else completion.items
    assert items[0].label == "/var/lib/vaultwarden"

    actions = await client.text_document_code_action_async(
        types.CodeActionParams(
            text_document=document,
            range=place,
            context=types.CodeActionContext(diagnostics=diagnostics),
        )
    )
    assert actions[0].edit is not None and actions[0].kind == types.CodeActionKind.QuickFix
    repaired = applied(text, edits_of(actions[0].edit))
    assert 'directory = "/var/lib/vaultwarden"' in repaired
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            text_document=types.VersionedTextDocumentIdentifier(uri=URI, version=2),
            content_changes=[types.TextDocumentContentChangeWholeDocument(text=repaired)],
        )
    )
    async with asyncio.timeout(60):
        await found(client, lambda now: len(now) == 0)
