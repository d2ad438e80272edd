// A person's program (desk.mjs) and browser (browser.mjs): signs in, has a job done, refreshes, shows a refresh token twice, signs in again, and is then
// disabled at the provider. What it saw is printed as one line of JSON.
// It knows only the URL of jobs, and starts from the refusal there.
// With a CLIENT-ID, the URL of its metadata document, it ends after the refresh.
//   node person-client.mjs JOB-URL KEYCLOAK JOB [CLIENT-ID]
import * as oauth from 'oauth4webapi';
import {openBrowser} from './browser.mjs';
import {deskOf} from './desk.mjs';
import {fromRefusal} from './from-refusal.mjs';

const [jobUrl, keycloak, job, document] = process.argv.slice(2);
const desk = deskOf(await oauth.generateKeyPair('ES256'), document);
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
  const server = await desk.discover(issuer);
  const signIn = () => desk.signIn(server, 'fx.rates@1', (address) => browser.signIn(address, keycloak, 'carol'));
  const first = await signIn();
  const claims = JSON.parse(Buffer.from(first.access_token.split('.')[1], 'base64url'));
  // The server hears of a new agent a moment after the registry does.
  const accepted = await until((answer) => answer.status === 202, () => desk.call(first, 'POST', jobUrl, job));
  const location = accepted.headers.get('location');
  const done = await until((state) => state.state !== 'running', async () => (await desk.call(first, 'GET', location)).json());
  const second = await desk.refresh(server, first);
  const read = await desk.call(second, 'GET', location);
  if (document) return {server, claims, job: done, read: read.status};
  const again = await refused(() => desk.refresh(server, first));
  const afterwards = await refused(() => desk.call(second, 'GET', location));
  const third = await signIn();
  const before = await desk.call(third, 'GET', location);
  await enable(false);
  const disabledAt = Date.now();
  const disabled = await until((answer) => answer.startsWith('401'), () => refused(() => desk.call(third, 'GET', location)));
  const seconds = (Date.now() - disabledAt) / 1000;
  const later = await refused(() => desk.refresh(server, third));
  return {refusal, server, claims, type: first.token_type, scope: first.scope, job: done, location, read: read.status, again, afterwards, before: before.status, disabled, seconds, later};
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

// Another run may have disabled the person.
async function enable(enabled) {
  const form = new URLSearchParams({grant_type: 'password', client_id: 'admin-cli', username: 'admin', password: 'admin-password'});
  const answer = await fetch(`${keycloak}/realms/master/protocol/openid-connect/token`, {method: 'POST', body: form});
  const {access_token: token} = await answer.json();
  const headers = {authorization: `Bearer ${token}`, 'content-type': 'application/json'};
  const changed = await fetch(`${keycloak}/admin/realms/people/users/${CAROL}`, {method: 'PUT', headers, body: JSON.stringify({enabled})});
  if (changed.status !== 204) throw new Error(`not changed: ${changed.status} ${await changed.text()}`);
}
