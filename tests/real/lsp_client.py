"""Drives `bedrock-eol lsp` with the client of pytest-lsp, which checks what the server sends against the capabilities of
real editors."""

import os
import pathlib

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities, make_test_lsp_client

OLD = 'client.converse(modelId="anthropic.claude-v2:1")\n'
ROOT = pathlib.Path.cwd() / "workspace"
URI = (ROOT / "ask.py").as_uri()


def watching_client():
    """A client that registers what the server asks for, as editors do."""
    client = make_test_lsp_client()
    client.registered = []

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(params: types.RegistrationParams):
        client.registered += [one.method for one in params.registrations]

    return client


@pytest_lsp.fixture(
    params=["visual_studio_code", "neovim", "emacs"],
    config=ClientServerConfig(
        server_command=[os.environ["BEDROCK_EOL"], "lsp", "--as-of", "2026-11-23"], client_factory=watching_client
    ),
)
async def client(request, lsp_client: LanguageClient):
    ROOT.mkdir(exist_ok=True)
    await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities(request.param),
            workspace_folders=[types.WorkspaceFolder(uri=ROOT.as_uri(), name="workspace")],
            initialization_options={"codeLens": True},
        )
    )
    yield
    await lsp_client.shutdown_session()


async def opened(client, uri=URI, text=OLD, language="python"):
    item = types.TextDocumentItem(uri=uri, language_id=language, version=1, text=text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    return client.diagnostics[uri]


def position(line, character):
    return types.Position(line=line, character=character)


def document(uri=URI):
    return types.TextDocumentIdentifier(uri=uri)


@pytest.mark.asyncio
async def test_diagnostics_follow_the_text(client):
    (found,) = await opened(client)
    assert found.severity == types.DiagnosticSeverity.Error
    assert (found.code, found.range.start) == ("end-of-life", position(0, 25))
    change = types.TextDocumentContentChangePartial(
        range=types.Range(start=position(0, 25), end=position(0, 46)), text="us.amazon.nova-lite-v1:0"
    )
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            text_document=types.VersionedTextDocumentIdentifier(uri=URI, version=2), content_changes=[change]
        )
    )
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert [one for one in client.diagnostics[URI] if one.code == "end-of-life"] == []


@pytest.mark.asyncio
async def test_hover(client):
    await opened(client)
    hover = await client.text_document_hover_async(
        types.HoverParams(text_document=document(), position=position(0, 30))
    )
    assert "2025-07-21" in hover.contents.value
    nothing = await client.text_document_hover_async(
        types.HoverParams(text_document=document(), position=position(0, 2))
    )
    assert nothing is None


@pytest.mark.asyncio
async def test_quick_fixes(client):
    found = await opened(client)
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(
            text_document=document(), range=found[0].range, context=types.CodeActionContext(diagnostics=found)
        )
    )
    titles = [action.title for action in actions]
    assert titles[0].startswith("Replace with global.anthropic."), titles
    assert titles[-1].startswith("Ignore end-of-life"), titles


@pytest.mark.asyncio
async def test_completion(client):
    await opened(client, text='m = "us.anthropic."\n')
    found = await client.text_document_completion_async(
        types.CompletionParams(text_document=document(), position=position(0, 18))
    )
    assert len(found.items) > 3 and all(item.label.startswith("us.anthropic.") for item in found.items)


@pytest.mark.asyncio
async def test_links_and_lenses(client):
    await opened(client)
    (link,) = await client.text_document_document_link_async(types.DocumentLinkParams(text_document=document()))
    assert link.target.startswith("https://")
    (lens,) = await client.text_document_code_lens_async(types.CodeLensParams(text_document=document()))
    assert lens.command.title.endswith("End-of-Life since 2025-07-21")


@pytest.mark.asyncio
async def test_settings_are_read_again(client):
    assert len(await opened(client)) == 1
    config = ROOT / "bedrock-eol.toml"
    config.write_text('[level]\nend-of-life = "off"\n')
    try:
        client.workspace_did_change_watched_files(
            types.DidChangeWatchedFilesParams(
                changes=[types.FileEvent(uri=config.as_uri(), type=types.FileChangeType.Created)]
            )
        )
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        assert list(client.diagnostics[URI]) == []
    finally:
        config.unlink()


@pytest.mark.asyncio
async def test_an_error_is_an_answer(client):
    with pytest.raises(Exception, match="not open"):
        await client.text_document_hover_async(
            types.HoverParams(text_document=document("file:///none"), position=position(0, 0))
        )
    assert len(await opened(client)) == 1
