// An API whose every part authenticates its callers in another way, by other people's libraries.
//   node api.mjs PORT ISSUER CERTIFICATE SECRET_FILE
import { createHash, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createVerifier, httpbis } from 'http-message-signatures'
import { createRemoteJWKSet, jwtVerify } from 'jose'

const [port, issuer, certificate, secretFile] = process.argv.slice(2)
const base = `http://127.0.0.1:${port}`
const audience = 'https://orders.example'
const serverKeys = createRemoteJWKSet(new URL(`${issuer}/jwks`))
const brokerKey = new X509Certificate(readFileSync(certificate)).publicKey
const secret = readFileSync(secretFile, 'utf8').trim()
const seen = new Set()

const bearer = (request) => (request.headers.authorization ?? '').replace(/^Bearer /, '')

async function body(request) {
  const parts = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts)
}

// RFC 9421 with a shared secret, and RFC 9530 for the body
async function signed(request, octets) {
  const verified = await httpbis.verifyMessage(
    {
      keyLookup: async ({ keyid }) =>
        keyid === 'broker-1' ? { id: keyid, algs: ['hmac-sha256'], verify: createVerifier(secret, 'hmac-sha256') } : null,
      requiredFields: ['@method', '@target-uri', 'content-digest'],
      requiredParams: ['created', 'expires', 'nonce', 'keyid'],
      maxAge: 60,
      all: true,
    },
    { method: request.method, url: base + request.url, headers: request.headers },
  )
  const digest = `sha-256=:${createHash('sha256').update(octets).digest('base64')}:`
  if (!verified || request.headers['content-digest'] !== digest) throw new Error('not signed')
  const nonce = /nonce="([^"]+)"/.exec(request.headers['signature-input'])[1]
  if (seen.has(nonce)) throw new Error('seen before')
  seen.add(nonce)
  return { stored: JSON.parse(octets), on_behalf_of: request.headers['x-on-behalf-of'] ?? null }
}

async function token(request) {
  const { payload } = await jwtVerify(bearer(request), serverKeys, { issuer, audience })
  return { client: payload.client_id, scope: payload.scope, path: request.url }
}

async function asserted(request) {
  const { payload, protectedHeader } = await jwtVerify(bearer(request), brokerKey, { audience, typ: 'broker-assertion+jwt' })
  return { issuer: payload.iss, subject: payload.sub, algorithm: protectedHeader.alg }
}

function echo(request) {
  return { headers: request.headers }
}

const routes = { '/signed': signed, '/token': token, '/asserted': asserted, '/echo': echo }

createServer(async (request, response) => {
  const octets = await body(request)
  const route = Object.keys(routes).find((each) => request.url.startsWith(each))
  try {
    const answer = await routes[route](request, octets)
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer))
  } catch (error) {
    console.error(error.message)
    response.writeHead(401, { 'Content-Type': 'application/json' }).end(JSON.stringify({ error: error.message }))
  }
}).listen(Number(port), '127.0.0.1', () => console.log('listening'))
