// A program on a person's desktop, by oauth4webapi: the client "desk" of the domain, or one that the URL of its metadata document names. Its tokens are
// bound to its key pair.
//   const desk = deskOf(keys)
//   const server = await desk.discover(issuer)
//   const tokens = await desk.signIn(server, scope, (address) => …the browser opens the address…, {max_age: '300'})
import * as oauth from 'oauth4webapi';
import {createServer} from 'node:http';

export function deskOf(keys, id = 'desk') {
  const client = {client_id: id};
  const proofs = {DPoP: oauth.DPoP(client, keys)};
  return {
    async discover(issuer) {
      return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, {algorithm: 'oauth2'}));
    },

    // WANTED has further parameters of the request, which a challenge has named (RFC 9470).
    async signIn(server, scope, visit, wanted = {}) {
      const verifier = oauth.generateRandomCodeVerifier();
      const state = oauth.generateRandomState();
      const back = await listen();
      const parameters = {
        ...wanted, response_type: 'code', redirect_uri: back.uri, scope, state,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', resource: server.issuer,
      };
      const pushed = await withNonce(async () =>
        oauth.processPushedAuthorizationResponse(
          server, client, await oauth.pushedAuthorizationRequest(server, client, oauth.None(), parameters, proofs)));
      const address = new URL(server.authorization_endpoint);
      address.searchParams.set('client_id', client.client_id);
      address.searchParams.set('request_uri', pushed.request_uri);
      await visit(address.href);
      const answer = oauth.validateAuthResponse(server, client, await back.url, state);
      return withNonce(async () =>
        oauth.processAuthorizationCodeResponse(
          server, client,
          await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), answer, back.uri, verifier, proofs)));
    },

    refresh(server, tokens) {
      return withNonce(async () =>
        oauth.processRefreshTokenResponse(
          server, client, await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh_token, proofs)));
    },

    call(tokens, method, url, body) {
      const headers = new Headers(body ? {'content-type': 'application/json'} : {});
      return withNonce(() => oauth.protectedResourceRequest(tokens.access_token, method, new URL(url), headers, body, proofs));
    },
  };
}

// The server may ask for a nonce at any time; the library has it from the answer.
async function withNonce(request) {
  try {
    return await request();
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error;
    return request();
  }
}

// The program's own address, at a free port (RFC 8252 section 7.3).
async function listen() {
  let arrived;
  const url = new Promise((resolve) => (arrived = resolve));
  const server = createServer((request, answer) => {
    answer.end('The program goes on.');
    arrived(new URL(request.url, 'http://127.0.0.1'));
    server.close();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {uri: `http://127.0.0.1:${server.address().port}/back`, url};
}
