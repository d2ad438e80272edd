// A person's program (desk.mjs) one step at a time, for ./bailiwick demo --full. Each run goes on from the key and the tokens that an earlier run left in
// FOLDER; a program without a key makes one.
//   node person-steps.mjs FOLDER sign-in JOB-URL PROVIDER NAME SCOPE    starts from the refusal at the URL of jobs; the person has a browser (browser.mjs)
//   node person-steps.mjs FOLDER call METHOD URL [BODY-FILE] | refresh
// It prints the status of the answer, with the error that a refusal names. FOLDER/answer.json is the answer's body.
import {createPrivateKey, createPublicKey, generateKeyPairSync} from 'node:crypto';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {openBrowser} from './browser.mjs';
import {deskOf} from './desk.mjs';
import {fromRefusal} from './from-refusal.mjs';

const [folder, step, ...rest] = process.argv.slice(2);
const read = (name) => readFileSync(`${folder}/${name}`, 'utf8');
const write = (name, text) => writeFileSync(`${folder}/${name}`, text, {mode: 0o600});
const json = (name) => JSON.parse(read(name));

// Chromium outlives this process and its driver, so it is closed when this process takes too long or is told to end.
let browser;
async function stop(reason) {
  console.error(`Error: ${reason}`);
  await (await browser)?.close();
  process.exit(1);
}
setTimeout(stop, 300_000, 'not done in five minutes').unref();
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.once(signal, stop);

const desk = deskOf(await keys());
console.log(await {'sign-in': signIn, call, refresh}[step](...rest));

async function signIn(jobUrl, provider, name, scope) {
  const {issuer} = await fromRefusal(jobUrl, '{}');
  const server = await desk.discover(issuer);
  browser = openBrowser();
  const {signIn: visit, close} = await browser;
  try {
    write('tokens.json', JSON.stringify(await desk.signIn(server, scope, (address) => visit(address, provider, name))));
    write('server.json', JSON.stringify(server));
    return 200;
  } finally {
    await close();
  }
}

function call(method, url, bodyFile) {
  return answered(() => desk.call(json('tokens.json'), method, url, bodyFile && readFileSync(bodyFile)));
}

function refresh() {
  return answered(async () => {
    write('tokens.json', JSON.stringify(await desk.refresh(json('server.json'), json('tokens.json'))));
    return new Response();
  });
}

// The library makes errors of refusals: of the body at the token endpoint, of the header WWW-Authenticate at jobs.
async function answered(request) {
  try {
    const answer = await request();
    write('answer.json', await answer.text());
    return answer.status;
  } catch (error) {
    if (!error.response) throw error;
    write('answer.json', error.response.bodyUsed ? JSON.stringify(error.cause) : await error.response.text());
    return `${error.status} ${error.error ?? error.cause[0].parameters.error ?? ''}`;
  }
}

async function keys() {
  if (!existsSync(`${folder}/key.pem`)) {
    write('key.pem', generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey.export({type: 'pkcs8', format: 'pem'}));
  }
  const key = createPrivateKey(read('key.pem'));
  const imported = (part, extractable, use) =>
    crypto.subtle.importKey('jwk', part.export({format: 'jwk'}), {name: 'ECDSA', namedCurve: 'P-256'}, extractable, [use]);
  return {privateKey: await imported(key, false, 'sign'), publicKey: await imported(createPublicKey(key), true, 'verify')};
}
