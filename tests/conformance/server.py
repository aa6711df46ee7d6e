"""A build of our MCP server for the conformance suites: what they call stands beside our tools, behind our guard."""

from typing import Any

import mcp_types as types
from mcp.server import Server
from mcp.server.caching import CacheHint
from mcp.server.request_state import RequestStateBoundary, RequestStateSecurity
from mcp.server.subscriptions import InMemorySubscriptionBus, ListenHandler
from mcp.shared.exceptions import MCPError

from luma_mcp.tools.door import Door
from luma_mcp.tools.server import NAME, build_server
from tests.conformance.asking_again import asking_prompt, inputs_tools
from tests.conformance.asking_back import asking_tools
from tests.conformance.contents import Wire, embedded, file, image, picture, said, text
from tests.conformance.tools import Context, plain_tools

TEXT, BINARY, WATCHED = "test://static-text", "test://static-binary", "test://watched-resource"
RESOURCES = {TEXT: "text/plain", BINARY: "image/png", WATCHED: "text/plain"}
TEMPLATE = "test://template/{id}/data"
PROMPTS = {
    "test_simple_prompt": (),
    "test_prompt_with_arguments": ("arg1", "arg2"),
    "test_prompt_with_embedded_resource": ("resourceUri",),
    "test_prompt_with_image": (),
    "test_input_required_result_prompt": (),
}


def fixture_server(door: Door) -> Server[Any]:
    """Our server over a door, with the tools, prompts and resources of the suites."""
    server = build_server(door)
    bus = InMemorySubscriptionBus()
    _add_tools(server, bus)
    _add_prompts(server)
    _add_resources(server)
    server.add_request_handler("subscriptions/listen", types.SubscriptionsListenRequestParams, ListenHandler(bus))
    server.add_request_handler("logging/setLevel", types.SetLevelRequestParams, _nothing)
    server.add_request_handler("completion/complete", types.CompleteRequestParams, _complete)
    server.middleware.append(RequestStateBoundary(RequestStateSecurity.ephemeral(), default_audience=NAME))
    return server


def _add_tools(server: Server[Any], bus: InMemorySubscriptionBus) -> None:
    ours_listed, ours_called = server.get_request_handler("tools/list"), server.get_request_handler("tools/call")
    assert ours_listed
    assert ours_called
    fixtures = {fixture.name: fixture for fixture in (*plain_tools(bus), *asking_tools(), *inputs_tools())}

    async def list_tools(context: Context, params: types.PaginatedRequestParams) -> Any:
        ours: Any = await ours_listed.handler(context, params)
        return types.ListToolsResult(tools=[*ours.tools, *(fixture.listed for fixture in fixtures.values())])

    async def call_tool(context: Context, params: types.CallToolRequestParams) -> Any:
        if params.name in fixtures:
            return _typed(types.CallToolResult, await fixtures[params.name].call(context, params))
        return await ours_called.handler(context, params)

    server.add_request_handler("tools/list", types.PaginatedRequestParams, list_tools)
    server.add_request_handler("tools/call", types.CallToolRequestParams, call_tool)


def _add_prompts(server: Server[Any]) -> None:
    async def list_prompts(_: Context, __: types.PaginatedRequestParams) -> types.ListPromptsResult:
        return types.ListPromptsResult(prompts=[_prompt(name, arguments) for name, arguments in PROMPTS.items()])

    async def get_prompt(_: Context, params: types.GetPromptRequestParams) -> Any:
        return _typed(types.GetPromptResult, _prompted(params))

    server.add_request_handler("prompts/list", types.PaginatedRequestParams, list_prompts)
    server.add_request_handler("prompts/get", types.GetPromptRequestParams, get_prompt)
    server.cache_hints["prompts/list"] = CacheHint(0, "private")


def _prompt(name: str, arguments: tuple[str, ...]) -> types.Prompt:
    described = [types.PromptArgument(name=argument, required=True) for argument in arguments]
    return types.Prompt(name=name, description=f"Fixture {name}.", arguments=described)


def _prompted(params: types.GetPromptRequestParams) -> Wire:
    given = params.arguments or {}
    match params.name:
        case "test_simple_prompt":
            content = [text("This is a simple prompt for testing.")]
        case "test_prompt_with_arguments":
            content = [text(f"Prompt with arguments: arg1='{given['arg1']}', arg2='{given['arg2']}'")]
        case "test_prompt_with_embedded_resource":
            held = file(given["resourceUri"], "Embedded resource content for testing.")
            content = [embedded(held), text("Please process the embedded resource above.")]
        case "test_prompt_with_image":
            content = [image(), text("Please analyze the image above.")]
        case "test_input_required_result_prompt":
            return asking_prompt(params)
        case _:
            raise MCPError(types.INVALID_PARAMS, "Unknown prompt")
    return {"messages": said("user", *content)}


def _add_resources(server: Server[Any]) -> None:
    async def list_resources(_: Context, __: types.PaginatedRequestParams) -> types.ListResourcesResult:
        return types.ListResourcesResult(
            resources=[
                types.Resource(uri=uri, name=uri, description=f"Fixture {uri}.", mime_type=media_type)
                for uri, media_type in RESOURCES.items()
            ]
        )

    async def list_templates(_: Context, __: types.PaginatedRequestParams) -> types.ListResourceTemplatesResult:
        template = types.ResourceTemplate(uri_template=TEMPLATE, name="template", mime_type="application/json")
        return types.ListResourceTemplatesResult(resource_templates=[template])

    async def read_resource(_: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        return types.ReadResourceResult.model_validate({"contents": [_held(str(params.uri))]})

    server.add_request_handler("resources/list", types.PaginatedRequestParams, list_resources)
    server.add_request_handler("resources/templates/list", types.PaginatedRequestParams, list_templates)
    server.add_request_handler("resources/read", types.ReadResourceRequestParams, read_resource)
    server.add_request_handler("resources/subscribe", types.SubscribeRequestParams, _nothing)
    server.add_request_handler("resources/unsubscribe", types.UnsubscribeRequestParams, _nothing)
    for method in ("resources/list", "resources/templates/list", "resources/read"):
        server.cache_hints[method] = CacheHint(0, "private")


def _held(uri: str) -> Wire:
    before, after = TEMPLATE.split("{id}")
    if uri == TEXT:
        return file(uri, "This is the content of the static text resource.")
    if uri == BINARY:
        return picture(uri)
    if uri == WATCHED:
        return file(uri, "Watched resource content")
    if uri.startswith(before) and uri.endswith(after):
        number = uri.removeprefix(before).removesuffix(after)
        return file(uri, f'{{"id":"{number}","templateTest":true,"data":"Data for ID: {number}"}}', "application/json")
    raise MCPError(types.INVALID_PARAMS, "Resource not found", {"uri": uri})


async def _complete(_: Context, __: types.CompleteRequestParams) -> types.CompleteResult:
    return types.CompleteResult(completion=types.Completion(values=["paris", "park", "party"], total=3, has_more=False))


async def _nothing(_: Context, __: types.RequestParams) -> types.EmptyResult:
    return types.EmptyResult()


def _typed(complete: type[types.CallToolResult | types.GetPromptResult], wire: Wire) -> Any:
    """The result that a piece of JSON is: a complete one, or a question."""
    result = types.InputRequiredResult if wire.get("resultType") == "input_required" else complete
    return result.model_validate(wire)
