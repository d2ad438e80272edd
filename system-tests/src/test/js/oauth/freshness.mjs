// Verifies a registry's statement on freshness offline, by jose, with the JWK set in a file; prints header and claims as one line of JSON.
//   node freshness.mjs STATEMENT JWK-SET-FILE ISSUER
import {createLocalJWKSet, jwtVerify} from 'jose';
import {readFile} from 'node:fs/promises';

const [statement, file, issuer] = process.argv.slice(2);
try {
  const keys = createLocalJWKSet(JSON.parse(await readFile(file, 'utf8')));
  const {payload, protectedHeader} = await jwtVerify(statement, keys, {
    issuer,
    typ: 'registry-freshness+jwt',
    algorithms: ['ES256'],
    requiredClaims: ['iat', 'exp', 'as_of'],
  });
  console.log(JSON.stringify({...protectedHeader, ...payload}));
} catch (error) {
  console.log(`${error.code} ${error.message}`);
  process.exitCode = 1;
}
