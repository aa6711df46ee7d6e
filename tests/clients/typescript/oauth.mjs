// Signs in to an MCP server with the OAuth helper of the official TypeScript client, and works there. The address of the
// server is the first argument. It talks in lines of JSON: what it prints is what happened, what it reads lets it go on.
//   prints {"open": address}                  somebody has to consent there
//   reads  the address that they were sent back to
//   prints {"protocol", "scope", "tools", "read", "refreshed"}    what it did then, the last with a token that it had to renew
//   reads  anything: meanwhile the connection may have been revoked
//   prints {"open": address}                  it is let in no more and asks again
import { createInterface } from "node:readline/promises";
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from "@modelcontextprotocol/client";

const url = new URL(process.argv[2]);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const print = (said) => process.stdout.write(`${JSON.stringify(said)}\n`);
const read = async () => (await lines.next()).value;

class Provider {
  redirectUrl = "http://127.0.0.1:33418/callback";
  clientMetadata = {
    client_name: "luma-mcp-tests",
    redirect_uris: [this.redirectUrl],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  };
  kept = {};
  state = () => "of-the-tests";
  clientInformation = () => this.kept.client;
  saveClientInformation = (client) => void (this.kept.client = client);
  tokens = () => this.kept.tokens;
  saveTokens = (tokens) => void (this.kept.tokens = tokens);
  invalidateCredentials = (what) => void (what === "tokens" && delete this.kept.tokens);
  codeVerifier = () => this.kept.verifier;
  saveCodeVerifier = (verifier) => void (this.kept.verifier = verifier);
  redirectToAuthorization = (address) => print({ open: address.href });
}

const provider = new Provider();

async function connected() {
  const client = new Client({ name: "luma-mcp-tests", version: "1.0.0" }, { versionNegotiation: { mode: "auto" } });
  const transport = new StreamableHTTPClientTransport(url, { authProvider: provider });
  try {
    await client.connect(transport);
  } catch (error) {
    if (!(error instanceof UnauthorizedError)) throw error;
    const back = new URL(await read()).searchParams;
    if (back.get("state") !== provider.state()) throw new Error("another state came back");
    await transport.finishAuth(back);
    return connected();
  }
  return client;
}

const client = await connected();
const { scope, refresh_token: first } = provider.tokens();
const tools = (await client.listTools()).tools.map(({ name }) => name);
const asked = { name: "whoami", arguments: {} };
const whoami = (await client.callTool(asked)).structuredContent;
provider.saveTokens({ ...provider.tokens(), access_token: "lmt_of_yesterday" });
const renewed = (await client.callTool(asked)).structuredContent;
const refreshed = provider.tokens().refresh_token !== first && renewed.caller === whoami.caller;
print({ protocol: client.getNegotiatedProtocolVersion(), scope, tools, read: whoami, refreshed });
await read();
try {
  await client.callTool(asked);
  print({ open: null });
} catch (error) {
  if (!(error instanceof UnauthorizedError)) throw error;
}
process.exit(0);
