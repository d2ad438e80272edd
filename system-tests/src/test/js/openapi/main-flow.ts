// The main flow with clients whose types are generated: join token, enrolment, registration, discovery, a job.
//   node main-flow.js AUTHORITY DOMAIN ROOT-FILE USER-TOKEN-FILE NAME
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import createClient from 'openapi-fetch'
import { Agent, fetch as send } from 'undici'
import type { paths as Authority } from './authority.js'
import type { paths as Registry } from './registry.js'
import type { paths as Domain } from './domain.js'

const [authorityUrl, domainUrl, rootFile, userTokenFile, name] = process.argv.slice(2)
const ca = readFileSync(rootFile)
const userToken = readFileSync(userTokenFile, 'utf8').trim()

// fetch over TLS that trusts the domain's root, with a client certificate once there is one.
function over(tls: { cert?: string; key?: string }) {
  const dispatcher = new Agent({ connect: { ca, ...tls } })
  return async (request: Request): Promise<Response> => {
    const body = request.method === 'GET' ? undefined : await request.text()
    const headers = Object.fromEntries(request.headers)
    const answer = await send(request.url, { method: request.method, headers, body, dispatcher })
    const text = await answer.text()
    return new Response(text === '' ? null : text, { status: answer.status, headers: Object.fromEntries(answer.headers) })
  }
}

function must<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined) throw new Error(`${answer.response.status} ${JSON.stringify(answer.error)}`)
  return answer.data
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

// 1. A user asks for the agent ahead of time.
const authority = createClient<Authority>({ baseUrl: authorityUrl, fetch: over({}) })
const order = {
  profile: 'joined', name, owner: 'Treasury', capabilities: ['ledger.post@1'],
  locator: 'https://127.0.0.1:7001/work', validation_methods: ['mtls'],
}
const join = must(await authority.POST('/v1/join-tokens', { body: order, headers: { Authorization: `Bearer ${userToken}` } }))

// 2. The agent enrols with a key of its own, which signs the statement.
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const spki = key.publicKey.export({ type: 'spki', format: 'der' })
const digest = (octets: Buffer | string) => createHash('sha256').update(octets).digest('base64url')
const { nonce } = must(await authority.POST('/v1/nonces', {}))
const header = { alg: 'ES256', typ: 'enrolment-statement+jwt', jwk: key.publicKey.export({ format: 'jwk' }) }
const claims = {
  ...order, nonce, key_sha256: digest(spki), evidence_sha256: [digest(join.token)], iat: Math.floor(Date.now() / 1000),
}
const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
const signature = sign('sha256', Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' })
const credential = must(await authority.POST('/v1/enrolments', {
  body: {
    statement: `${input}.${signature.toString('base64url')}`,
    key: spki.toString('base64'),
    evidence: [{ type: 'join-token', value: join.token }],
  },
}))
if (!('chain' in credential)) throw new Error('officers have to approve')
console.log(`enrolled ${credential.agent}`)

// 3. It registers exactly what the credential says, and finds another agent.
const pem = key.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
const identified = over({ cert: credential.chain, key: pem })
const registry = createClient<Registry>({ baseUrl: `${domainUrl}/ars`, fetch: identified })
const user = JSON.parse(Buffer.from(userToken.split('.')[1], 'base64url').toString())
const claim = {
  agent: credential.agent, owner: order.owner, capabilities: order.capabilities, locator: order.locator,
  validation_methods: ['mtls' as const], principal: { kind: 'person' as const, issuer: user.iss, subject: user.sub },
}
const wider = await registry.POST('/v1/agents', { body: { ...claim, capabilities: ['bank.pay@1'] } })
console.log(`refused ${wider.response.status} ${wider.error?.type}`)
const registered = must(await registry.POST('/v1/agents', { body: claim }))
console.log(`registered ${registered.id} ${registered.state}`)
const found = must(await registry.GET('/v1/discovery', { params: { query: { capability: 'fx.rates@1' } } }))
console.log(`found ${found.agents.map((agent) => agent.agent).join(' ')}`)
const searched = must(await registry.POST('/v1/discovery', {
  body: { capabilities: [{ name: 'fx.rates', versions: '>=1 <3' }], prefer: { owner: 'Treasury' }, facets: ['owner'], page_size: 5 },
}))
const hit = searched.agents[0]
const why = hit.match.why.map((each) => `${each.wanted} by ${each.covered_by}`).join(', ')
console.log(`searched ${hit.agent} since ${why}, placed by ${hit.match.score.placed_by}, owners ${JSON.stringify(searched.facets?.owner)}`)
const one = must(await registry.GET('/v1/agents/{uuid}', { params: { path: { uuid: hit.id.replace('urn:uuid:', '') } } }))
console.log(`read ${one.agent} ${one.state}`)
const record = must(await registry.GET('/v1/agents/{uuid}/record', { params: { path: { uuid: registered.id.replace('urn:uuid:', '') } } }))
console.log(`own record ${record.state} since ${record.history.length} change`)

// 4. It has a job done in its own name. The Master Agent hears of a new agent a moment later.
const domain = createClient<Domain>({ baseUrl: domainUrl, fetch: identified })
const asked = () => domain.POST('/oauth/token', {
  body: { grant_type: 'client_credentials', client_id: credential.agent, scope: 'fx.rates@1' },
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  bodySerializer: (body) => new URLSearchParams(body as Record<string, string>).toString(),
})
let token = await asked()
for (let tries = 0; token.error && tries < 30; tries++) {
  await pause(1000)
  token = await asked()
}
const headers = { Authorization: `Bearer ${must(token).access_token}` }
const job = must(await domain.POST('/v1/jobs', {
  body: { purpose: 'rates for the month', steps: [{ id: 'rates', capability: 'fx.rates@1', input: { table: 'currency,per_eur\nUSD,1.0842\n' } }] },
  headers,
}))
let state = must(await domain.GET('/v1/jobs/{id}', { params: { path: { id: job.id } }, headers }))
while (state.state === 'running') {
  await pause(200)
  state = must(await domain.GET('/v1/jobs/{id}', { params: { path: { id: job.id } }, headers }))
}
console.log(`job ${state.state} ${JSON.stringify(state.steps[0].output)}`)
process.exit(state.state === 'done' ? 0 : 1)
