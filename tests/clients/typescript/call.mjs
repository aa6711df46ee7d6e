// Plays a list of steps against an MCP server with the official TypeScript client and prints one JSON line:
//   {"server": {...}, "protocol": "2026-07-28", "results": [{"ok": ...} | {"error": {"code", "message"}}]}
// The job is the first argument, as JSON:
//   {"transport": {"command", "args", "env"} | {"url", "headers"},
//    "protocol": "auto" | "legacy" | {"pin": "2026-07-28"},
//    "steps": [{"list": true} | {"call": "tool_name", "arguments": {...}}]}
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const job = JSON.parse(process.argv[2]);
const client = new Client(
  { name: "luma-mcp-tests", version: "1.0.0" },
  { versionNegotiation: { mode: job.protocol ?? "auto" } },
);

await client.connect(transportOf(job.transport));
const results = [];
for (const step of job.steps) results.push(await answerOf(step));
const answer = { server: client.getServerVersion(), protocol: client.getNegotiatedProtocolVersion(), results };
await client.close();
process.stdout.write(`${JSON.stringify(answer)}\n`);

function transportOf({ url, headers, ...server }) {
  return url
    ? new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } })
    : new StdioClientTransport({ stderr: "inherit", ...server });
}

async function answerOf(step) {
  try {
    return {
      ok: step.list
        ? (await client.listTools()).tools
        : await client.callTool({ name: step.call, arguments: step.arguments ?? {} }),
    };
  } catch (error) {
    return { error: { code: error.code ?? null, message: error.message } };
  }
}
