// People decide about a step. Carol's program has posted a job whose step waits for two people; Alice, by another program ("decider") and in a browser of her
// own, lists, reads and approves it, after a new sign-in by the parameters of a challenge (RFC 9470). What they saw is printed as one line of JSON.
//   node approver-client.mjs post JOB-URL KEYCLOAK JOB SECONDS       SECONDS: after which a sign-in is too old to decide
//   node approver-client.mjs signIn JOB-URL KEYCLOAK FOLDER           leaves Alice's token and its key there, for ./bailiwick approval
import * as oauth from 'oauth4webapi';
import {createHash, KeyObject} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import {openBrowser} from './browser.mjs';
import {deskOf} from './desk.mjs';
import {fromRefusal} from './from-refusal.mjs';

const [step, jobUrl, keycloak, ...rest] = process.argv.slice(2);
const approvals = jobUrl.replace('/v1/jobs', '/v1/approvals');
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const browsers = [];

try {
  console.log(JSON.stringify(await {post, signIn}[step](...rest)));
} catch (error) {
  console.log(`${error.stack} ${error.status ?? ''} ${error.error ?? ''} ${JSON.stringify(error.cause ?? '')}`);
  process.exitCode = 1;
} finally {
  for (const browser of browsers) await browser.close();
}

async function post(job, seconds) {
  const carol = await person('carol');
  const tokens = await carol.signIn('desk', 'fx.rates@1');
  // The server hears of a new agent a moment after the registry does.
  const accepted = await until((answer) => answer.status === 202, () => carol.ask(tokens, 'POST', jobUrl, job));
  const list = `${approvals}?job=${accepted.body.id}`;
  const alice = await person('alice');
  const first = await alice.signIn('decider', 'approval.decide@1');
  const signedInAt = Date.now();
  const {approvals: [listed]} = (await until((answer) => answer.body.approvals?.length, () => alice.ask(first, 'GET', list))).body;
  const place = `${approvals}/${listed.id}`;
  const shown = await alice.ask(first, 'GET', place);

  const own = await carol.signIn('decider', 'approval.decide@1');
  const ownList = await carol.ask(own, 'GET', list);
  const ownShown = await carol.ask(own, 'GET', place);
  const ownDecision = await carol.ask(own, 'POST', `${place}/decision`, decision(shown.body.input_sha256));
  const narrow = await carol.ask(tokens, 'GET', list);

  await pause(signedInAt + seconds * 1000 + 2000 - Date.now());
  const old = await alice.ask(first, 'POST', `${place}/decision`, decision(shown.body.input_sha256));
  const fresh = await alice.signIn('decider', 'approval.decide@1', {max_age: old.max_age});
  const other = await alice.ask(fresh, 'POST', `${place}/decision`, decision('0'.repeat(64)));
  const decided = await alice.ask(fresh, 'POST', `${place}/decision`, decision(digestOf(shown.body.parameters)));
  const again = await alice.ask(fresh, 'POST', `${place}/decision`, decision(shown.body.input_sha256));
  return {job: accepted.body.id, listed, shown, digest: digestOf(shown.body.parameters), ownList, ownShown, ownDecision, narrow, old, other, decided, again};
}

async function signIn(folder) {
  const alice = await person('alice');
  const tokens = await alice.signIn('decider', 'approval.decide@1');
  const key = KeyObject.from(alice.keys.decider.privateKey).export({type: 'pkcs8', format: 'pem'});
  for (const [name, text] of Object.entries({token: tokens.access_token, 'key.pem': key})) writeFileSync(`${folder}/${name}`, text, {mode: 0o600});
  return {scope: tokens.scope};
}

// A person with a browser, whose programs each have a key of their own.
async function person(name) {
  const browser = await openBrowser();
  browsers.push(browser);
  const {issuer} = await fromRefusal(jobUrl, '{}');
  const programs = {};
  const keys = {};
  return {
    keys,
    async signIn(client, scope, wanted) {
      keys[client] ??= await oauth.generateKeyPair('ES256', {extractable: true});
      programs[client] ??= deskOf(keys[client], client);
      const server = await programs[client].discover(issuer);
      const tokens = await programs[client].signIn(server, scope, (address) => browser.signIn(address, keycloak, name), wanted);
      return {...tokens, client};
    },
    // The library makes an error of an answer with challenges.
    async ask(tokens, method, url, body) {
      try {
        const answer = await programs[tokens.client].call(tokens, method, url, body);
        return {status: answer.status, body: await answer.json()};
      } catch (error) {
        if (!(error instanceof oauth.WWWAuthenticateChallengeError)) throw error;
        return {status: error.status, ...error.cause[0].parameters, body: await error.response.json()};
      }
    },
  };
}

function decision(digest) {
  return JSON.stringify({decision: 'approve', input_sha256: digest, comment: 'as agreed'});
}

// RFC 8785, for values as these have: objects, texts and null.
function digestOf(value) {
  const sorted = (part) =>
    part && typeof part === 'object' ? Object.fromEntries(Object.keys(part).sort().map((name) => [name, sorted(part[name])])) : part;
  return createHash('sha256').update(JSON.stringify(sorted(value))).digest('hex');
}

async function until(isReached, ask) {
  const end = Date.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (isReached(answer)) return answer;
    if (Date.now() > end) throw new Error(`not reached: ${JSON.stringify(answer)}`);
    await pause(500);
  }
}
