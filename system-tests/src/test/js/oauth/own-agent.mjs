// An agent of the domain that knows only the URL of jobs: it is refused there, reads by npm openid-client the metadata that the refusal names, gets a token by
// client credentials, posts a job and waits for its end.
//   node own-agent.mjs JOB-URL CLIENT-ID FOLDER ROOT-FILE tls_client_auth|private_key_jwt SCOPE
// The folder has key.pem and chain.pem. The last line that it prints is the job.
import { readFileSync } from 'node:fs'
import { createPrivateKey } from 'node:crypto'
import https from 'node:https'
import * as client from 'openid-client'
import { fromRefusal } from './from-refusal.mjs'

const [jobUrl, id, folder, root, method, scope] = process.argv.slice(2)
const cert = readFileSync(`${folder}/chain.pem`)
const key = readFileSync(`${folder}/key.pem`)
const withCertificate = new https.Agent({ ca: readFileSync(root), cert, key, keepAlive: true })
const without = new https.Agent({ ca: readFileSync(root), keepAlive: true })

// fetch of Node takes no client certificate. With private_key_jwt the token is asked for without one, and used with it.
function send(url, { method: verb = 'GET', headers = {}, body, bare = false } = {}) {
  const anonymous = bare || method === 'private_key_jwt' && String(url).endsWith('/oauth/token')
  return new Promise((resolve, reject) => {
    const options = { method: verb, headers: Object.fromEntries(new Headers(headers)), agent: anonymous ? without : withCertificate }
    const request = https.request(url, options, (answer) => {
      const parts = []
      answer.on('data', (part) => parts.push(part))
      answer.on('end', () => resolve(new Response(Buffer.concat(parts), { status: answer.statusCode, headers: answer.headers })))
    })
    request.on('error', reject)
    if (body) request.write(String(body))
    request.end()
  })
}

async function authentication() {
  if (method === 'tls_client_auth') return client.TlsClientAuth()
  const pkcs8 = createPrivateKey(key).export({ type: 'pkcs8', format: 'der' })
  const signing = await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
  const leaf = String(cert).split('-----END')[0].split('\n').slice(1).join('')
  return client.PrivateKeyJwt(signing, { [client.modifyAssertion]: (header) => { header.x5c = [leaf] } })
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

const job = JSON.stringify({
  purpose: 'rates for the month',
  steps: [{ id: 'rates', capability: 'fx.rates@1', input: { table: 'currency,per_eur\nEUR,1.0000\nUSD,1.0842\n' } }],
})
const { refusal, issuer } = await fromRefusal(jobUrl, job, (url, options) => send(url, { ...options, bare: true }))
console.log(`refused ${refusal}`)
const config = await client.discovery(issuer, id, undefined, await authentication(), { algorithm: 'oauth2', [client.customFetch]: send })
const server = config.serverMetadata()
if (!server.token_endpoint_auth_methods_supported.includes(method)) throw new Error(`the metadata does not name ${method}`)

const token = await client.clientCredentialsGrant(config, { scope })
console.log(`token ${token.token_type} ${token.scope} ${token.expires_in}`)

const posted = await client.fetchProtectedResource(config, token.access_token, new URL(jobUrl), 'POST', job, new Headers({ 'content-type': 'application/json' }))
if (posted.status !== 202) throw new Error(`${posted.status} ${await posted.text()}`)
const place = new URL(posted.headers.get('location'))
let state
do {
  await pause(200)
  state = await (await client.fetchProtectedResource(config, token.access_token, place, 'GET')).json()
} while (state.state === 'running')
console.log(JSON.stringify(state))
withCertificate.destroy()
without.destroy()
