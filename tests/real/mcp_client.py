"""Calls every tool of `bedrock-eol mcp` with the client of the protocol's Python SDK."""

import asyncio
import json
import os
import sys
from pathlib import Path

from mcp import ClientSession, MCPError, StdioServerParameters
from mcp.client.stdio import stdio_client

ARGUMENTS = {
    "check_model": {"model": "anthropic.claude-v2:1"},
    "suggest_replacement": {"model": "anthropic.claude-v2:1", "region": "eu-west-1"},
    "explain": {"model": "anthropic.claude-v2:1"},
    "list_ending": {"within_days": 400},
    "scan_text": {"text": "m = 'anthropic.claude-v2:1'", "path": "a.py"},
    "scan_path": {"path": "."},
    "migration_plan": {"model": "anthropic.claude-v2:1", "path": "."},
}


async def check(folder):
    for number in range(500):
        Path(folder, f"{number}.py").write_text(f"client.converse(modelId='anthropic.claude-v2:1')  # {number}\n")
    program = StdioServerParameters(command=os.environ["BEDROCK_EOL"], args=["mcp", "--as-of", "2026-11-23"], cwd=folder)
    async with stdio_client(program) as streams, ClientSession(*streams) as session:
        await session.initialize()
        tools = {tool.name for tool in (await session.list_tools()).tools}
        assert tools == set(ARGUMENTS), tools
        for name, arguments in ARGUMENTS.items():
            result = await session.call_tool(name, arguments)
            assert not result.is_error, (name, result)
            assert json.loads(result.content[0].text) == result.structured_content, name
        found = (await session.call_tool("scan_path", {"path": "."})).structured_content
        assert (found["errors"], len(found["findings"]), found["not_listed"]) == (500, 50, 450), found
        assert (await session.call_tool("check_model", {})).is_error
        assert (await session.call_tool("scan_path", {"path": "/etc/passwd"})).is_error
        resources = (await session.list_resources()).resources
        page = (await session.read_resource(resources[0].uri)).contents[0].text
        assert page, resources[0]
        try:
            await session.read_resource("file:///etc/passwd")
        except MCPError:
            pass
        else:
            sys.exit("failed: a resource outside of the catalog was read")
    print(f"ok: {len(tools)} tools, {len(resources)} resources")


asyncio.run(check(sys.argv[1]))
