// Goes through OAuth with openid-client, which is certified as a client by the OpenID Foundation, and then tries what a
// client must not do. The issuer and the MCP address are the arguments. It talks in lines of JSON:
//   prints {"open": address}       somebody has to consent there, as often as it asks
//   reads  the address that they were sent back to
//   prints {"done": {…}}           what came of each attempt: the words of an OAuth error, or what it got
import { createInterface } from "node:readline/promises";
import * as oauth from "openid-client";

const [issuer, resource] = process.argv.slice(2);
const callback = "http://127.0.0.1:33419/callback";
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const print = (said) => process.stdout.write(`${JSON.stringify(said)}\n`);
const insecure = { algorithm: "oauth2", execute: [oauth.allowInsecureRequests] };

const metadata = (method) => ({
  client_name: "openid-client",
  redirect_uris: ["http://127.0.0.1/callback"],
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
  token_endpoint_auth_method: method,
});
const register = (method, authentication) =>
  oauth.dynamicClientRegistration(new URL(issuer), metadata(method), authentication, insecure);

/** What came of an attempt: a word of the standard, or of the library, where it failed. */
async function tried(attempt) {
  try {
    return (await attempt()) ?? "fine";
  } catch (error) {
    return error.error ?? error.cause?.error ?? error.code ?? String(error);
  }
}

async function asked(config, more = {}) {
  const verifier = oauth.randomPKCECodeVerifier();
  const state = oauth.randomState();
  const address = oauth.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: "books:read books:write",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    resource,
    ...more,
  });
  print({ open: address.href });
  return { back: new URL((await lines.next()).value), verifier, state };
}

const exchange = (config, { back, verifier, state }, more = {}) =>
  oauth.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: state }, { resource, ...more });

async function call(token) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} });
  const headers = { accept: "application/json, text/event-stream", "content-type": "application/json" };
  const answer = await fetch(resource, { method: "POST", body, headers: { ...headers, authorization: `Bearer ${token}` } });
  await answer.text();
  return answer.status;
}

const done = {};
for (const [name, authentication] of [
  ["none", oauth.None()],
  ["client_secret_post", undefined],
  ["client_secret_basic", undefined],
]) {
  const made = await register(name, authentication);
  const { client_id, client_secret } = made.clientMetadata();
  const ways = { none: oauth.None(), client_secret_post: oauth.ClientSecretPost(client_secret), client_secret_basic: oauth.ClientSecretBasic(client_secret) };
  const config = await oauth.discovery(new URL(issuer), client_id, undefined, ways[name], insecure);
  const tokens = await exchange(config, await asked(config));
  const renewed = await oauth.refreshTokenGrant(config, tokens.refresh_token, { resource });
  done[name] = [tokens.scope, await call(tokens.access_token), await call(renewed.access_token)];
  await oauth.tokenRevocation(config, renewed.refresh_token);
  done[name].push(await call(renewed.access_token));
}

const made = await register("none", oauth.None());
const other = await register("none", oauth.None());
const config = await oauth.discovery(new URL(issuer), made.clientMetadata().client_id, undefined, oauth.None(), insecure);
const stranger = await oauth.discovery(new URL(issuer), other.clientMetadata().client_id, undefined, oauth.None(), insecure);

const first = await asked(config);
done["wrong verifier"] = await tried(() => exchange(config, { ...first, verifier: oauth.randomPKCECodeVerifier() }));
done["another client"] = await tried(() => exchange(stranger, first));
done["another resource"] = await tried(() => exchange(config, first, { resource: "https://evil.test/mcp" }));
const another = new URL(first.back);
another.searchParams.set("iss", "https://evil.test");
done["another issuer"] = await tried(() => exchange(config, { ...first, back: another }));
done["another state"] = await tried(() => exchange(config, { ...first, state: oauth.randomState() }));
const tokens = await exchange(config, first);
done["code twice"] = await tried(() => exchange(config, first));
done["its tokens then"] = await call(tokens.access_token);

const second = await exchange(config, await asked(config));
const newer = await oauth.refreshTokenGrant(config, second.refresh_token);
done["refresh twice"] = await tried(() => oauth.refreshTokenGrant(config, second.refresh_token));
done["its family then"] = [
  await tried(() => oauth.refreshTokenGrant(config, newer.refresh_token)),
  await call(newer.access_token),
];

for (const [name, more] of [
  ["plain PKCE", { code_challenge_method: "plain" }],
  ["foreign resource", { resource: "https://evil.test/mcp" }],
  ["foreign scope", { scope: "everything" }],
  ["denied", {}],
]) {
  done[name] = await tried(async () => void (await exchange(config, await asked(config, more))));
}
print({ open: oauth.buildAuthorizationUrl(config, { redirect_uri: "https://evil.test/callback" }).href });
done["foreign redirect"] = (await lines.next()).value;
print({ done });
process.exit(0);
