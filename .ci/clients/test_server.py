"""Drives the server with the capabilities of several editors."""

import pathlib
import sys

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


async def found(client: LanguageClient):
    capabilities = client.capabilities.text_document
    if capabilities.diagnostic is not None:
        params = types.DocumentDiagnosticParams(text_document=types.TextDocumentIdentifier(uri=URI))
        return (await client.text_document_diagnostic_async(params)).items
    while not client.diagnostics.get(URI):
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    return client.diagnostics[URI]


@pytest.mark.asyncio
async def test_findings_and_a_repair(client: LanguageClient):
    text = (ROOT / "web.nix").read_text()
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(
            text_document=types.TextDocumentItem(uri=URI, language_id="nix", version=1, text=text)
        )
    )
    diagnostics = await found(client)
    assert [d.code for d in diagnostics] == ["unpersisted-service-state"]
    assert text.splitlines()[diagnostics[0].range.start.line].endswith("true;")
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(
            text_document=types.TextDocumentIdentifier(uri=URI),
            range=diagnostics[0].range,
            context=types.CodeActionContext(diagnostics=diagnostics),
        )
    )
    assert actions[0].edit is not None and actions[0].kind == types.CodeActionKind.QuickFix
    hover = await client.text_document_hover_async(
        types.HoverParams(
            text_document=types.TextDocumentIdentifier(uri=URI), position=diagnostics[0].range.start
        )
    )
    assert "/var/lib/vaultwarden" in hover.contents.value
