// An agent proves identifiers to the registry: keys and signatures by npm jose, DIDs as key-did-resolver and web-did-resolver read them.
//   node identifiers.mjs REGISTRY ROOT-FILE CHAIN KEY UUID DID-WEB ANS-NAME ANS-CHAIN ANS-KEY
// Prints a line of JSON for each step.
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { Resolver } from 'did-resolver';
import { exportJWK, generateKeyPair, importPKCS8, SignJWT } from 'jose';
import KeyDidResolver from 'key-did-resolver';
import { base58btc } from 'multiformats/bases/base58';
import { getResolver as webResolver } from 'web-did-resolver';

const [registry, root, chain, key, uuid, web, ans, ansChain, ansKey] = process.argv.slice(2);
const agent = new https.Agent({ ca: readFileSync(root), cert: readFileSync(chain), key: readFileSync(key) });
const resolver = new Resolver({ ...KeyDidResolver.getResolver(), ...webResolver() });
const say = (step, value) => console.log(JSON.stringify({ step, ...value }));
const mine = `${registry}/v1/agents/${uuid}/identifiers`;

function post(url, body) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const request = https.request(url, { agent, method: 'POST', headers }, (answer) => {
      let text = '';
      answer.on('data', (part) => { text += part; });
      answer.on('end', () => resolve({ status: answer.statusCode, body: text ? JSON.parse(text) : {} }));
    });
    request.on('error', reject);
    request.end(JSON.stringify(body));
  });
}

const pause = () => new Promise((resolve) => { setTimeout(resolve, 2100); });

async function sign(challenge, privateKey, header) {
  const { nonce, iss, sub, aud } = challenge;
  return new SignJWT({ nonce, iss, sub, aud }).setProtectedHeader({ typ: challenge.typ, ...header }).setIssuedAt().sign(privateKey);
}

async function prove(step, identifier, privateKey, header) {
  const challenge = await post(`${mine}/challenge`, { identifier });
  if (challenge.status !== 200) throw new Error(JSON.stringify(challenge));
  const proof = await sign(challenge.body, privateKey, header);
  await pause();
  const answer = await post(mine, { identifier, proof });
  say(step, { identifier, status: answer.status, ...answer.body });
  return proof;
}

// A DID of a key, as its resolver reads it.
const pair = await generateKeyPair('EdDSA', { extractable: true });
const jwk = await exportJWK(pair.publicKey);
const raw = Buffer.from(jwk.x, 'base64url');
const did = `did:key:${base58btc.encode(Buffer.concat([Buffer.from([0xed, 0x01]), raw]))}`;
const ofKey = await resolver.resolve(did);
say('resolved', { id: ofKey.didDocument.id, keys: ofKey.didDocument.verificationMethod.length });
const proof = await prove('key', did, pair.privateKey, { alg: 'EdDSA' });
await pause();
const again = await post(mine, { identifier: did, proof });
say('again', { status: again.status, type: again.body.type });
const other = await generateKeyPair('EdDSA', { extractable: true });
await prove('forged', did, other.privateKey, { alg: 'EdDSA' });

// A DID of a host: the document at the URL to which its resolver goes as well.
const ofWeb = await resolver.resolve(web);
say('web-resolved', { id: ofWeb.didDocument?.id, error: ofWeb.didResolutionMetadata.error });
await pause();
const named = await post(mine, { identifier: web });
say('web', { status: named.status, ...named.body });

// An ANS name, by its certificate.
const blocks = readFileSync(ansChain, 'utf8').matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END/g);
const certificates = [...blocks].map((each) => each[1].replace(/\s/g, ''));
const identity = await importPKCS8(readFileSync(ansKey, 'utf8'), 'ES256');
await prove('ans', ans, identity, { alg: 'ES256', x5c: certificates });
agent.destroy();
