// Verifies a page of a registry's export offline, by jose, with the JWK set in a file; prints header and claims as one line of JSON.
//   node export.mjs PAGE-FILE JWK-SET-FILE ISSUER AUDIENCE
import {createLocalJWKSet, jwtVerify} from 'jose';
import {readFile} from 'node:fs/promises';

const [page, file, issuer, audience] = process.argv.slice(2);
try {
  const keys = createLocalJWKSet(JSON.parse(await readFile(file, 'utf8')));
  const {payload, protectedHeader} = await jwtVerify((await readFile(page, 'utf8')).trim(), keys, {
    issuer,
    audience,
    typ: 'registry-export+jwt',
    algorithms: ['ES256'],
    requiredClaims: ['iat', 'exp', 'nonce', 'epoch', 'after', 'until', 'as_of', 'changes'],
  });
  console.log(JSON.stringify({...protectedHeader, ...payload}));
} catch (error) {
  console.log(`${error.code} ${error.message}`);
  process.exitCode = 1;
}
