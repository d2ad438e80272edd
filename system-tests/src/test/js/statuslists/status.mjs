// Verifies a token and the status list that it names (draft-ietf-oauth-status-list), and prints the token's status.
//   status.mjs JWKS-URL TYP TOKEN [WANTED-STATUS]
// With a wanted status it asks again until the list says so, for half a minute at most, and prints how long that took.
import { getListFromStatusListJWT, getStatusListFromJWT } from '@sd-jwt/jwt-status-list';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const [jwks, typ, token, wanted] = process.argv.slice(2);
const keys = createRemoteJWKSet(new URL(jwks));
const begun = Date.now();

await jwtVerify(token, keys, { typ, algorithms: ['ES256'] });
const { idx, uri } = getStatusListFromJWT(token);

async function read() {
  const answer = await fetch(uri, { headers: { accept: 'application/statuslist+jwt' } });
  if (answer.status !== 200) throw new Error(`${uri} answered ${answer.status}`);
  if (answer.headers.get('content-type') !== 'application/statuslist+jwt') throw new Error('another media type');
  const compact = await answer.text();
  const { payload } = await jwtVerify(compact, keys, {
    typ: 'statuslist+jwt', algorithms: ['ES256'], subject: uri, requiredClaims: ['iat', 'exp', 'ttl', 'status_list'],
  });
  const list = getListFromStatusListJWT(compact);
  return { status: list.getStatus(idx), bits: list.getBitsPerStatus(), size: list.statusList.length, ttl: payload.ttl,
           octets: compact.length, coding: answer.headers.get('content-encoding') };
}

let seen = await read();
while (wanted !== undefined && seen.status !== Number(wanted) && Date.now() - begun < 30_000) {
  await new Promise(again => setTimeout(again, 50));
  seen = await read();
}
console.log(JSON.stringify({ ...seen, idx, uri, millis: Date.now() - begun }));
