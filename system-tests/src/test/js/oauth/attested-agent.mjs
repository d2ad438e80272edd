// An agent of the domain that has only a key, and a client attester that attests it: the attester by npm jose, the agent by npm oauth4webapi, which knows only
// the URL of jobs. What it was told is printed as one line of JSON.
//   node attested-agent.mjs attester KEY-FILE JWKS-FILE                 makes the attester's key, and its JWK set
//   node attested-agent.mjs job KEY-FILE ISSUER CLIENT-ID JOB-URL JOB   gets a token in both ways, has the job done, and is refused in the ways that it tries
//   node attested-agent.mjs token KEY-FILE ISSUER CLIENT-ID JOB-URL     only asks for a token, and prints the answer
import * as jose from 'jose';
import * as oauth from 'oauth4webapi';
import {readFile, writeFile} from 'node:fs/promises';
import {randomUUID} from 'node:crypto';
import {fromRefusal} from './from-refusal.mjs';

const ALG = 'ES256';
const [mode, keyFile, ...rest] = process.argv.slice(2);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

if (mode === 'attester') {
  const {privateKey, publicKey} = await jose.generateKeyPair(ALG, {extractable: true});
  await writeFile(keyFile, JSON.stringify(await jose.exportJWK(privateKey)), {mode: 0o600});
  await writeFile(rest[0], JSON.stringify({keys: [{...(await jose.exportJWK(publicKey)), kid: 'fleet-1', alg: ALG, use: 'sig'}]}));
} else {
  try {
    const [attesterIssuer, clientId, jobUrl, job] = rest;
    const attesterKey = await jose.importJWK(JSON.parse(await readFile(keyFile)), ALG);
    const instance = await oauth.generateKeyPair(ALG, {extractable: true});
    console.log(JSON.stringify(await all({attesterIssuer, attesterKey, clientId, instance, jobUrl, job})));
  } catch (error) {
    console.log(`${error.stack} ${error.status ?? ''} ${error.error ?? ''} ${JSON.stringify(error.cause ?? '')}`);
    process.exitCode = 1;
  }
}

// What the attester's server does for an instance that it has judged.
async function attest(place, {subject = place.clientId, keys = place.instance, lifetime = '5m', ago = 0} = {}) {
  const now = Math.floor(Date.now() / 1000) - ago;
  const {kty, crv, x, y} = await jose.exportJWK(keys.publicKey);
  return new jose.SignJWT({cnf: {jwk: {kty, crv, x, y}}})
    .setProtectedHeader({typ: 'oauth-client-attestation+jwt', alg: ALG, kid: 'fleet-1'})
    .setIssuer(place.attesterIssuer).setSubject(subject).setIssuedAt(now).setExpirationTime(new Date((now + seconds(lifetime)) * 1000))
    .sign(place.attesterKey);
}

function seconds(text) {
  return Number(text.slice(0, -1)) * (text.endsWith('m') ? 60 : 1);
}

// A proof of the instance by its own kind of JWT.
function prove(place, server, challenge, jti = randomUUID()) {
  return new jose.SignJWT({challenge})
    .setProtectedHeader({typ: 'oauth-client-attestation-pop+jwt', alg: ALG})
    .setAudience(server.issuer).setJti(jti).setIssuedAt()
    .sign(place.instance.privateKey);
}

async function challengeOf(server) {
  const answer = await fetch(server.challenge_endpoint, {method: 'POST', headers: {accept: 'application/json'}});
  if (answer.status !== 200 || answer.headers.get('cache-control') !== 'no-store') throw new Error(`challenge: ${answer.status}`);
  return (await answer.json()).attestation_challenge;
}

// Another way of authentication is a function for oauth4webapi.
function byHeaders(headers) {
  return async (server, client, body, sent) => {
    body.set('client_id', client.client_id);
    for (const [name, value] of Object.entries(await headers())) sent.set(name, value);
  };
}

async function all(place) {
  const {refusal, issuer} = await fromRefusal(place.jobUrl, place.job ?? '{}');
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, {algorithm: 'oauth2'}));
  const client = {client_id: place.clientId};
  const proofs = oauth.DPoP(client, place.instance);
  const ask = (authentication) =>
    withNonce(async () =>
      oauth.processClientCredentialsResponse(
        server, client, await oauth.clientCredentialsGrantRequest(server, client, authentication, {scope: 'fx.rates@1'}, {DPoP: proofs})));
  const combined = byHeaders(async () => ({'oauth-client-attestation': await attest(place)}));
  if (mode === 'token') return told(() => ask(combined));
  const tokens = await ask(combined);
  const claims = jose.decodeJwt(tokens.access_token);
  const thumbprint = await jose.calculateJwkThumbprint(await jose.exportJWK(place.instance.publicKey));
  const second = await ask(byHeaders(async () => ({
    'oauth-client-attestation': await attest(place),
    'oauth-client-attestation-pop': await prove(place, server, await challengeOf(server)),
  })));
  const call = (method, url, body) =>
    withNonce(() =>
      oauth.protectedResourceRequest(
        second.access_token, method, new URL(url), new Headers(body ? {'content-type': 'application/json'} : {}), body, {DPoP: proofs}));
  // The server hears of a new agent a moment after the registry does.
  const accepted = await until((answer) => answer.status === 202, () => call('POST', place.jobUrl, place.job));
  const location = accepted.headers.get('location');
  const job = await until((state) => state.state !== 'running', async () => (await call('GET', location)).json());
  const bearer = await fetch(location, {headers: {authorization: `Bearer ${second.access_token}`}});
  return {
    refusal, server, claims, thumbprint, location, job, type: tokens.token_type, secondType: second.token_type, bearer: bearer.status,
    refused: await refusals(place, server, ask),
  };
}

// Each is the answer of the token endpoint to one wrong request.
async function refusals(place, server, ask) {
  const once = {'oauth-client-attestation': await attest(place), 'oauth-client-attestation-pop': await prove(place, server, await challengeOf(server))};
  await ask(byHeaders(async () => once));
  const other = await oauth.generateKeyPair(ALG, {extractable: true});
  const stranger = (await jose.generateKeyPair(ALG)).privateKey;
  const wrong = {
    replayed: async () => once,
    stale: async () => ({'oauth-client-attestation': await attest(place), 'oauth-client-attestation-pop': await prove(place, server, 'AYjcyMzY3ZDhiNmJkNTZ')}),
    expired: async () => ({'oauth-client-attestation': await attest(place, {ago: 600})}),
    otherKey: async () => ({'oauth-client-attestation': await attest(place, {keys: other})}),
    otherClient: async () => ({'oauth-client-attestation': await attest(place, {subject: place.clientId + '2'})}),
    otherAttester: async () => ({'oauth-client-attestation': await attest({...place, attesterKey: stranger})}),
    none: async () => ({}),
  };
  const answers = {};
  for (const [name, headers] of Object.entries(wrong)) answers[name] = await told(() => ask(byHeaders(headers)));
  return answers;
}

async function told(request) {
  try {
    const tokens = await request();
    return `200 ${tokens.token_type}`;
  } catch (error) {
    const next = error.response?.headers.get('oauth-client-attestation-challenge');
    return `${error.status} ${error.error}${next ? ' challenge' : ''}`;
  }
}

async function until(isReached, ask) {
  const end = Date.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (isReached(answer)) return answer;
    if (Date.now() > end) throw new Error(`not reached: ${answer.status ?? JSON.stringify(answer)} ${answer.text ? await answer.text() : ''}`);
    await pause(200);
  }
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
