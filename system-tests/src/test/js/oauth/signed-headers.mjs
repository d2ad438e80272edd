// Signs a request by a shared secret (RFC 9421, hmac-sha256) with npm http-message-signatures, and writes its headers for curl.
//   node signed-headers.mjs ACCOUNT-FILE METHOD URL BODY-FILE|- HEADER-FILE [SECONDS-AGO]
// ACCOUNT-FILE is what ./bailiwick caller add printed.
import { createHash, randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createSigner, httpbis } from 'http-message-signatures'

const [account, method, url, bodyFile, headerFile, ago = '0'] = process.argv.slice(2)
const { secret_id: id, shared_secret: secret } = JSON.parse(readFileSync(account))
const headers = {}
const fields = ['@method', '@target-uri']
if (bodyFile !== '-') {
  headers['Content-Type'] = 'application/json'
  headers['Content-Digest'] = `sha-256=:${createHash('sha256').update(readFileSync(bodyFile)).digest('base64')}:`
  fields.push('content-digest', 'content-type')
}
const created = new Date(Date.now() - Number(ago) * 1000)
const signed = await httpbis.signMessage(
  {
    key: createSigner(Buffer.from(secret, 'base64'), 'hmac-sha256', id),
    fields,
    params: ['created', 'expires', 'nonce', 'keyid', 'alg'],
    paramValues: { created, expires: new Date(created.getTime() + 120_000), nonce: randomUUID() },
  },
  { method, url, headers },
)
writeFileSync(headerFile, Object.entries(signed.headers).map(([name, value]) => `${name}: ${value}\n`).join(''))
