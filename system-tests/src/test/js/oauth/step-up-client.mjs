// A person's program (desk.mjs) and browser (browser.mjs), by RFC 9470: a job needs a sign-in that is not too old, and of a class. When the job is refused,
// the program takes acr_values and max_age from the challenge and has the person sign in by them. What it saw is printed as one line of JSON.
//   node step-up-client.mjs JOB-URL KEYCLOAK JOB SECONDS    SECONDS: after which a sign-in is too old
import * as oauth from 'oauth4webapi';
import {openBrowser} from './browser.mjs';
import {deskOf} from './desk.mjs';
import {fromRefusal} from './from-refusal.mjs';

const [jobUrl, keycloak, job, seconds] = process.argv.slice(2);
const desk = deskOf(await oauth.generateKeyPair('ES256'));
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
  const {issuer} = await fromRefusal(jobUrl, job);
  const server = await desk.discover(issuer);
  const signIn = async (wanted) => {
    const tokens = await desk.signIn(server, 'fx.rates@1', (address) => browser.signIn(address, keycloak, 'alice'), wanted);
    const {auth_time: time, acr} = JSON.parse(Buffer.from(tokens.access_token.split('.')[1], 'base64url'));
    return {tokens, seen: {time, acr}};
  };

  const first = await signIn();
  // The server hears of a new agent a moment after the registry does.
  await until((answer) => answer.status === 202, () => posted(first.tokens));
  await pause(seconds * 1000);
  const old = await until((answer) => answer.error === 'insufficient_user_authentication', () => posted(first.tokens));
  const refreshed = await desk.refresh(server, first.tokens);
  const stillOld = await posted(refreshed);
  const fresh = await signIn(wantedBy(old));
  const accepted = await posted(fresh.tokens);

  // The browser's session at the provider is enough for this one, so nobody has signed in for it.
  const silent = await signIn();
  const weak = await posted(silent.tokens);
  const strong = await signIn(wantedBy(weak));
  const acceptedAgain = await posted(strong.tokens);
  const done = await until((state) => state.state !== 'running', async () => (await desk.call(strong.tokens, 'GET', accepted.location)).json());
  return {
    old, stillOld, accepted: accepted.status, job: done, weak, acceptedAgain: acceptedAgain.status,
    signIns: [first.seen, fresh.seen, silent.seen, strong.seen], acrValues: server.acr_values_supported,
  };
}

// The parameters of a challenge that an authorization request takes (RFC 9470 section 4).
function wantedBy({acr_values, max_age}) {
  return {...(acr_values && {acr_values}), ...(max_age && {max_age})};
}

// The library makes an error of an answer with challenges.
async function posted(tokens) {
  try {
    const answer = await desk.call(tokens, 'POST', jobUrl, job);
    return {status: answer.status, location: answer.headers.get('location')};
  } catch (error) {
    if (!(error instanceof oauth.WWWAuthenticateChallengeError)) throw error;
    const [{scheme, parameters}] = error.cause;
    return {status: error.status, scheme, ...parameters, problem: await error.response.json()};
  }
}

async function until(isReached, ask) {
  const end = Date.now() + 180_000;
  for (;;) {
    const answer = await ask();
    if (isReached(answer)) return answer;
    if (Date.now() > end) throw new Error(`not reached: ${JSON.stringify(answer)}`);
    await pause(1000);
  }
}
