// The authorization server of a partner, by jose: signs an ID-JAG and prints it.
//   node id-jag.mjs KEY KID CLAIMS [TYP]    KEY is a file (PKCS #8); iat, exp and jti are added unless the claims (JSON) have them
import { SignJWT, importPKCS8 } from 'jose';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [file, kid, claims, typ = 'oauth-id-jag+jwt'] = process.argv.slice(2);
const now = Math.floor(Date.now() / 1000);
const key = await importPKCS8(readFileSync(file, 'utf8'), 'RS256');
const payload = { iat: now, exp: now + 120, jti: randomUUID(), ...JSON.parse(claims) };
process.stdout.write(await new SignJWT(payload).setProtectedHeader({ alg: 'RS256', typ, kid }).sign(key));
