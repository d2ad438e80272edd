// A receiver of the registry's events that knows the issuer alone (SSF 1.0): it finds the endpoints, manages streams, polls (RFC 8936), is posted tokens
// (RFC 8935), verifies them by jose, and follows the changes by the npm package eventsource.
//   node event-receiver.mjs ISSUER ROOT-FILE CHAIN KEY ACTION …
// Prints a line of JSON for each step.
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { EventSource } from 'eventsource';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { Agent, fetch as fetchBy } from 'undici';

const [issuer, root, chain, key, action, ...more] = process.argv.slice(2);
const tls = { ca: readFileSync(root), cert: readFileSync(chain), key: readFileSync(key) };
const dispatcher = new Agent({ connect: tls });
const call = (url, init = {}) => fetchBy(url, { ...init, dispatcher });
const say = (step, value) => console.log(JSON.stringify({ step, ...value }));

/** Section 7.2: the well-known name comes between host and path. */
const place = new URL(issuer);
const metadata = await (await call(`${place.origin}/.well-known/ssf-configuration${place.pathname}`)).json();
if (metadata.issuer !== issuer) throw new Error(`issuer ${metadata.issuer}`);
const keys = createLocalJWKSet(await (await call(metadata.jwks_uri)).json());

async function send(url, method, body) {
  const answer = await call(url, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : {} };
}
const stream = (method, body) => send(metadata.configuration_endpoint, method, body);
const status = (id, wanted) => send(metadata.status_endpoint, 'POST', { stream_id: id, status: wanted });
const verification = (id, state) => send(metadata.verification_endpoint, 'POST', { stream_id: id, state });

/** What a token says, once it is verified as SSF 1.0 section 4 asks for. */
async function read(token, audience) {
  const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer, audience, typ: 'secevent+jwt' });
  if ('sub' in payload || 'exp' in payload) throw new Error('sub or exp');
  const [type] = Object.keys(payload.events);
  return { jti: payload.jti, type: type.split(/[:/]/).pop(), about: payload.sub_id.uri ?? payload.sub_id.id, event: payload.events[type], alg: protectedHeader.alg };
}

const actions = {
  async metadata() {
    say('metadata', { metadata });
  },

  /** METHOD [URL]: makes a stream; one that is posted to is paused until the receiver listens. */
  async create(method, url) {
    const delivery = method === 'push' ? { method: 'urn:ietf:rfc:8935', endpoint_url: url, authorization_header: 'Bearer r-1' } : { method: 'urn:ietf:rfc:8936' };
    const made = await stream('POST', { delivery, description: 'system test' });
    say('created', { status: made.status, configuration: made.body });
    if (method === 'push') {
      await new Promise((resolve) => setTimeout(resolve, 1100));
      say('paused', await status(made.body.stream_id, 'paused'));
    }
  },

  /** POLL-URL AUDIENCE: polls, verifies, acknowledges, and polls again. */
  async poll(url, audience) {
    const first = await send(url, 'POST', { returnImmediately: true });
    const again = await send(url, 'POST', { returnImmediately: true });
    say('again', { same: JSON.stringify(Object.keys(first.body.sets)) === JSON.stringify(Object.keys(again.body.sets)) });
    for (const token of Object.values(first.body.sets)) say('event', { ...(await read(token, audience)), token });
    const ids = Object.keys(first.body.sets);
    const errors = ids.length ? { [ids[0]]: { err: 'invalid_request', description: 'not for us' }, 'made-up': { err: 'invalid_key' } } : {};
    const left = await send(url, 'POST', { returnImmediately: true, ack: ids.slice(1), setErrs: errors });
    say('left', { count: Object.keys(left.body.sets).length, more: left.body.moreAvailable });
    const id = url.split('/').pop();
    say('verified', { status: (await verification(id, 'v-1')).status, again: (await verification(id, 'v-2')).status });
    const waited = await send(url, 'POST', { maxEvents: 1 });
    for (const token of Object.values(waited.body.sets)) say('waited', await read(token, audience));
  },

  /** STREAM AUDIENCE URL CERTIFICATE KEY COUNT: listens, enables the stream, and has it verified. */
  async listen(id, audience, url, certificate, serverKey, count) {
    let left = Number(count);
    let done;
    const all = new Promise((resolve) => { done = resolve; });
    const server = https.createServer({ cert: readFileSync(certificate), key: readFileSync(serverKey) }, async (request, answer) => {
      let body = '';
      for await (const part of request) body += part;
      answer.writeHead(202).end();
      const { authorization, 'content-type': type } = request.headers;
      say('posted', { ...(await read(body, audience)), authorization, contentType: type });
      left -= 1;
      if (left === 0) done();
    });
    await new Promise((resolve) => server.listen(new URL(url).port, '127.0.0.1', resolve));
    say('enabled', await status(id, 'enabled'));
    say('asked', { status: (await verification(id, 'p-1')).status });
    await all;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    say('read', await send(`${metadata.configuration_endpoint}?stream_id=${id}`, 'GET'));
    say('deleted', { status: (await call(`${metadata.configuration_endpoint}?stream_id=${id}`, { method: 'DELETE' })).status });
    server.close();
  },

  /** [LAST-EVENT-ID]: the first page of changes. */
  async follow(last) {
    const source = new EventSource(`${issuer}/v1/changes/stream`, {
      fetch: (url, init) => call(url, { ...init, headers: { ...init.headers, ...(last ? { 'Last-Event-ID': last } : {}) } }),
    });
    const event = await new Promise((resolve, reject) => {
      source.addEventListener('changes', resolve);
      source.addEventListener('error', reject);
    });
    source.close();
    const { begin, more: further, agents } = JSON.parse(event.data);
    say('page', { id: event.lastEventId, begin, further, agents: agents.map((agent) => `${agent.agent} ${agent.state}`), members: [...new Set(agents.flatMap(Object.keys))] });
  },
};

await actions[action](...more);
process.exit(0);
