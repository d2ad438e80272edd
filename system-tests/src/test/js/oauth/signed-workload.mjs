// Signs a request by the key of a Workload Identity Token (RFC 9421, draft-ietf-wimse-http-signature) with npm http-message-signatures, and writes its
// headers for curl.
//   node signed-workload.mjs FOLDER WIT ACCESS-TOKEN URL BODY-FILE HEADER-FILE
// The request is a POST. The folder has key.pem and chain.pem.
import { createHash, randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createSigner, httpbis } from 'http-message-signatures'

const [folder, wit, token, url, bodyFile, headerFile] = process.argv.slice(2)
const leaf = String(readFileSync(`${folder}/chain.pem`)).split('-----END')[0].split('\n').slice(1).join('')
const headers = {
  'Content-Type': 'application/json',
  'Content-Digest': `sha-256=:${createHash('sha256').update(readFileSync(bodyFile)).digest('base64')}:`,
  Authorization: `Bearer ${token}`,
  'Workload-Identity-Token': wit,
  'Workload-Certificate': `:${leaf}:`,
}
const created = new Date()
const signed = await httpbis.signMessage(
  {
    key: createSigner(readFileSync(`${folder}/key.pem`), 'ecdsa-p256-sha256'),
    name: 'wimse',
    fields: ['@method', '@request-target', ...Object.keys(headers).map((name) => name.toLowerCase())],
    params: ['created', 'expires', 'nonce', 'tag', 'wimse-aud'],
    paramValues: {
      created,
      expires: new Date(created.getTime() + 60_000),
      nonce: randomUUID(),
      tag: 'wimse-workload-to-workload',
      'wimse-aud': url,
    },
  },
  { method: 'POST', url, headers },
)
writeFileSync(headerFile, Object.entries(signed.headers).map(([name, value]) => `${name}: ${value}\n`).join(''))
