// An OAuth client by openid-client, which knows the issuer alone and finds the endpoints by discovery.
//   node token-client.mjs ISSUER ROOT CLIENT-ID CHAIN KEY token GRANT SCOPE | introspect TOKEN | revoke TOKEN
//     | narrow TXN-TOKEN AUDIENCE SCOPE CALLEE CONTEXT DETAILS
// A Txn-Token is exchanged by oauth4webapi itself, which can be told that its type N_A is known.
// Prints one line of JSON: what the library made of the answer.
import { readFileSync } from 'node:fs';
import https from 'node:https';
import * as oauth from 'openid-client';
import * as plain from 'oauth4webapi';

const [issuer, root, clientId, chain, key, action, ...rest] = process.argv.slice(2);
const tls = { ca: readFileSync(root), cert: readFileSync(chain), key: readFileSync(key) };

/** The library leaves mutual TLS to its caller: one request over node:https. */
function overMutualTls(url, options) {
  return new Promise((resolve, reject) => {
    const headers = Object.fromEntries(new Headers(options.headers));
    const request = https.request(url, { ...tls, method: options.method, headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const body = Buffer.concat(parts);
        resolve(new Response(body.length ? body : null, { status: answer.statusCode, headers: answer.headers }));
      });
    });
    request.on('error', reject);
    request.end(options.body ? options.body.toString() : undefined);
  });
}

const server = await oauth.discovery(new URL(issuer), clientId, undefined, oauth.TlsClientAuth(), {
  algorithm: 'oauth2',
  [oauth.customFetch]: overMutualTls,
});

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const TXN_TOKEN = 'urn:ietf:params:oauth:token-type:txn_token';

async function narrow(token, audience, scope, resource, context, details) {
  const metadata = server.serverMetadata();
  const client = { client_id: clientId };
  const asked = {
    subject_token: token, subject_token_type: TXN_TOKEN, requested_token_type: TXN_TOKEN,
    audience, scope, resource, request_context: context, request_details: details,
  };
  const answer = await plain.genericTokenEndpointRequest(metadata, client, plain.TlsClientAuth(), EXCHANGE, asked, {
    [plain.customFetch]: overMutualTls,
  });
  const stored = answer.headers.get('cache-control');
  const tokens = await plain.processGenericTokenEndpointResponse(metadata, client, answer, {
    recognizedTokenTypes: { n_a: () => {} },
  });
  return { ...tokens, stored };
}

const actions = {
  narrow,
  token: (grant, scope) =>
    oauth.genericGrantRequest(server, 'urn:ietf:params:oauth:grant-type:jwt-bearer', { assertion: grant, scope }),
  introspect: (token) => oauth.tokenIntrospection(server, token),
  revoke: async (token) => {
    await oauth.tokenRevocation(server, token);
    return { revoked: true };
  },
};

try {
  console.log(JSON.stringify(await actions[action](...rest)));
} catch (e) {
  console.log(JSON.stringify({ error: e.error ?? e.code ?? e.name, status: e.status ?? null, message: e.message }));
  process.exitCode = 1;
}
