// A client without certificate, by oauth4webapi. What it was told by the servers is printed as one line of JSON.
//   node dpop-client.mjs key FILE                             makes a key, and prints its thumbprint
//   node dpop-client.mjs job FILE JOB-URL CLIENT GRANT JOB    is refused, gets a token for the grant, hands the job in, follows it to its end
import * as oauth from 'oauth4webapi';
import {readFile, writeFile} from 'node:fs/promises';
import {fromRefusal} from './from-refusal.mjs';

const ALGORITHM = {name: 'ECDSA', namedCurve: 'P-256'};
const JWT_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const [mode, file, jobUrl, clientId, grant, job] = process.argv.slice(2);
const challenges = [];
let sent; // the headers of the last call

if (mode === 'key') {
  const pair = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const keys = await Promise.all([pair.privateKey, pair.publicKey].map((key) => crypto.subtle.exportKey('jwk', key)));
  await writeFile(file, JSON.stringify(keys), {mode: 0o600});
  console.log(await oauth.DPoP({}, pair).calculateThumbprint());
} else {
  try {
    console.log(JSON.stringify(await handIn()));
  } catch (error) {
    console.log(`${error.stack} ${error.status ?? ''} ${error.error ?? (await error.response?.text()) ?? ''}`);
    process.exitCode = 1;
  }
}

async function handIn() {
  const proofs = oauth.DPoP({}, await keyPair());
  const {refusal, issuer} = await fromRefusal(jobUrl, job);
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, {algorithm: 'oauth2'}));
  const client = {client_id: clientId};
  const tokens = await withNonce(async () => {
    const asked = {assertion: grant, scope: 'fx.rates@1'};
    const answer = await oauth.genericTokenEndpointRequest(server, client, oauth.None(), JWT_GRANT, asked, {DPoP: proofs});
    return oauth.processGenericTokenEndpointResponse(server, client, answer);
  });
  const call = (method, url, body) =>
    withNonce(() =>
      oauth.protectedResourceRequest(
        tokens.access_token, method, new URL(url), new Headers(body ? {'content-type': 'application/json'} : {}), body,
        {DPoP: proofs, [oauth.customFetch]: recorded}));
  // The server hears of a new agent a moment after the registry does.
  const accepted = await until((answer) => answer.status === 202, () => call('POST', jobUrl, job));
  const location = accepted.headers.get('location');
  const last = await until((state) => state.state !== 'running', async () => (await call('GET', location)).json());
  return {
    refusal, challenges, server, location, job: last, type: tokens.token_type, token: tokens.access_token,
    replayed: await answered(location, sent),
    bearer: await answered(location, {authorization: `Bearer ${tokens.access_token}`}),
    proofless: await answered(location, {authorization: `DPoP ${tokens.access_token}`}),
  };
}

async function until(isReached, ask) {
  const end = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (isReached(answer)) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`not reached: ${answer.status ?? JSON.stringify(answer)} ${answer.text ? await answer.text() : ''}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function recorded(url, options) {
  sent = options.headers;
  return fetch(url, options);
}

async function keyPair() {
  const [privateKey, publicKey] = await Promise.all(
    JSON.parse(await readFile(file)).map((jwk) => crypto.subtle.importKey('jwk', jwk, ALGORITHM, true, jwk.key_ops)));
  return {privateKey, publicKey};
}

// The server may ask for a nonce at any time; the library has it from the answer.
async function withNonce(request) {
  try {
    return await request();
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) {
      throw error;
    }
    challenges.push(`${error.status} ${error.response.headers.get('www-authenticate')}`);
    return request();
  }
}

async function answered(url, headers) {
  const answer = await fetch(url, {headers});
  return `${answer.status} ${answer.headers.get('www-authenticate')}`;
}
