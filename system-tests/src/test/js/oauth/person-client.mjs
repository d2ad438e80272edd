// A program on a person's desktop, by oauth4webapi; the person is Debian's Chromium, driven by WebDriver. It signs in, has a job done, refreshes, shows a
// refresh token twice, signs in again, and is then disabled at the provider. What it saw is printed as one line of JSON.
// It knows only the URL of jobs, and starts from the refusal there.
// With a CLIENT-ID, the URL of its metadata document, it ends after the refresh.
//   node person-client.mjs JOB-URL KEYCLOAK JOB [CLIENT-ID]
import * as oauth from 'oauth4webapi';
import {spawn} from 'node:child_process';
import {createServer} from 'node:http';
import {fromRefusal} from './from-refusal.mjs';

const [jobUrl, keycloak, job, document] = process.argv.slice(2);
const client = {client_id: document ?? 'desk'};
const keys = await oauth.generateKeyPair('ES256');
const proofs = oauth.DPoP(client, keys);
const CAROL = '7b1f4a52-9d0e-4c5e-8f43-0d6f3c2b9a11';
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

let browser;
try {
  browser = await openBrowser();
  console.log(JSON.stringify(await all()));
} catch (error) {
  console.log(`${error.stack} ${error.status ?? ''} ${error.error ?? ''} ${JSON.stringify(error.cause ?? '')}`);
  process.exitCode = 1;
} finally {
  await browser?.close();
}

async function all() {
  await enable(true);
  const {refusal, issuer} = await fromRefusal(jobUrl, job);
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, {algorithm: 'oauth2'}));
  const first = await signIn(server);
  const claims = JSON.parse(Buffer.from(first.access_token.split('.')[1], 'base64url'));
  // The server hears of a new agent a moment after the registry does.
  const accepted = await until((answer) => answer.status === 202, () => call(first, 'POST', jobUrl, job));
  const location = accepted.headers.get('location');
  const done = await until((state) => state.state !== 'running', async () => (await call(first, 'GET', location)).json());
  const second = await refresh(server, first);
  const read = await call(second, 'GET', location);
  if (document) return {server, claims, job: done, read: read.status};
  const again = await refused(() => refresh(server, first));
  const afterwards = await refused(() => call(second, 'GET', location));
  const third = await signIn(server);
  const before = await call(third, 'GET', location);
  await enable(false);
  const disabledAt = Date.now();
  const disabled = await until((answer) => answer.startsWith('401'), () => refused(() => call(third, 'GET', location)));
  const seconds = (Date.now() - disabledAt) / 1000;
  const later = await refused(() => refresh(server, third));
  return {refusal, server, claims, type: first.token_type, scope: first.scope, job: done, location, read: read.status, again, afterwards, before: before.status, disabled, seconds, later};
}

async function signIn(server) {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const back = await listen();
  const parameters = {
    response_type: 'code', redirect_uri: back.uri, scope: 'fx.rates@1', state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', resource: server.issuer,
  };
  const pushed = await withNonce(async () =>
    oauth.processPushedAuthorizationResponse(
      server, client, await oauth.pushedAuthorizationRequest(server, client, oauth.None(), parameters, {DPoP: proofs})));
  const address = new URL(server.authorization_endpoint);
  address.searchParams.set('client_id', client.client_id);
  address.searchParams.set('request_uri', pushed.request_uri);
  await browser.signIn(address.href);
  const answer = oauth.validateAuthResponse(server, client, await back.url, state);
  return withNonce(async () =>
    oauth.processAuthorizationCodeResponse(
      server, client,
      await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), answer, back.uri, verifier, {DPoP: proofs})));
}

function refresh(server, tokens) {
  return withNonce(async () =>
    oauth.processRefreshTokenResponse(
      server, client, await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh_token, {DPoP: proofs})));
}

function call(tokens, method, url, body) {
  const headers = new Headers(body ? {'content-type': 'application/json'} : {});
  return withNonce(() => oauth.protectedResourceRequest(tokens.access_token, method, new URL(url), headers, body, {DPoP: proofs}));
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

async function refused(request) {
  try {
    return `not refused: ${(await request()).status ?? ''}`;
  } catch (error) {
    return `${error.status} ${error.error ?? JSON.stringify(error.cause)}`;
  }
}

async function until(isReached, ask) {
  const end = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (isReached(answer)) return answer;
    if (Date.now() > end) throw new Error(`not reached: ${answer.status ?? JSON.stringify(answer)}`);
    await pause(300);
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

// Another run may have disabled the person.
async function enable(enabled) {
  const form = new URLSearchParams({grant_type: 'password', client_id: 'admin-cli', username: 'admin', password: 'admin-password'});
  const answer = await fetch(`${keycloak}/realms/master/protocol/openid-connect/token`, {method: 'POST', body: form});
  const {access_token: token} = await answer.json();
  const headers = {authorization: `Bearer ${token}`, 'content-type': 'application/json'};
  const changed = await fetch(`${keycloak}/admin/realms/people/users/${CAROL}`, {method: 'PUT', headers, body: JSON.stringify({enabled})});
  if (changed.status !== 204) throw new Error(`not changed: ${changed.status} ${await changed.text()}`);
}

// W3C WebDriver, by its HTTP interface.
async function openBrowser() {
  const driver = spawn('chromedriver', ['--port=0'], {stdio: ['ignore', 'pipe', 'inherit']});
  const port = await new Promise((resolve, reject) => {
    driver.on('error', reject);
    driver.stdout.on('data', (text) => {
      const found = /started successfully on port (\d+)/.exec(text);
      if (found) resolve(found[1]);
    });
  });
  const send = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {method, body: body && JSON.stringify(body)});
    const {value} = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${value.error} ${value.message}`);
    return value;
  };
  const options = {args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']};
  const capabilities = {alwaysMatch: {browserName: 'chrome', acceptInsecureCerts: true, 'goog:chromeOptions': options}};
  const {sessionId} = await send('POST', '/session', {capabilities});
  const at = (path) => `/session/${sessionId}${path}`;
  const element = async (css) => Object.values(await send('POST', at('/element'), {using: 'css selector', value: css}))[0];
  const type = async (css, text) => send('POST', at(`/element/${await element(css)}/value`), {text});
  return {
    // A browser in which the person has signed in before comes back without a form.
    async signIn(address) {
      await send('POST', at('/url'), {url: address});
      if (new URL(await send('GET', at('/url'))).origin !== keycloak) return;
      await type('#username', 'carol');
      await type('#password', 'carol-password');
      await send('POST', at(`/element/${await element('#kc-login')}/click`), {});
    },
    async close() {
      await send('DELETE', at('')).catch(() => {});
      driver.kill();
    },
  };
}
