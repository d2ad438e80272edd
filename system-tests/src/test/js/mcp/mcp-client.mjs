// An agent of the domain as a client of the Model Context Protocol, by @modelcontextprotocol/sdk. It knows the URL of the MCP endpoint: it is refused there, reads the
// metadata that the refusal names, and gets a token by client credentials with its certificate.
//   node mcp-client.mjs MCP-URL CLIENT-ID FOLDER ROOT-FILE SCOPE use|cancel|resume|call [TOOL ARGUMENTS]
// The folder has key.pem and chain.pem. The last line that it prints is what it has seen, as JSON.
import { readFileSync } from 'node:fs'
import https from 'node:https'
import { Readable } from 'node:stream'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { discoverOAuthProtectedResourceMetadata } from '@modelcontextprotocol/sdk/client/auth.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'

const [url, id, folder, root, scope, act, tool, input] = process.argv.slice(2)
const agent = new https.Agent({ ca: readFileSync(root), cert: readFileSync(`${folder}/chain.pem`), key: readFileSync(`${folder}/key.pem`) })
const table = 'currency,per_eur\nEUR,1.0000\nUSD,1.0842\n'
const seen = { requests: [], progress: [] }
let wanted = scope
let cut = act === 'resume' // the first stream of a call breaks off after its first event

// fetch of Node takes no client certificate.
function send(target, { method = 'GET', headers = {}, body, signal } = {}) {
  return new Promise((resolve, reject) => {
    const request = https.request(target, { method, headers: Object.fromEntries(new Headers(headers)), agent, signal }, (answer) => {
      const type = answer.headers['content-type'] ?? ''
      const challenge = answer.headers['www-authenticate']
      seen.requests.push(`${method} ${new URL(target).pathname} ${answer.statusCode} ${type}`)
      const further = /error="insufficient_scope", scope="([^"]+)"/.exec(challenge ?? '')
      if (further) wanted = `${wanted} ${further[1]}`
      const empty = [202, 204, 205, 304].includes(answer.statusCode)
      if (empty) answer.resume()
      if (cut && type.startsWith('text/event-stream')) {
        cut = false
        answer.once('data', () => setTimeout(() => answer.destroy(), 100))
      }
      const fields = Object.entries(answer.headers).map(([name, value]) => [name, String(value)])
      resolve(new Response(empty ? null : Readable.toWeb(answer), { status: answer.statusCode, headers: fields }))
    })
    request.on('error', reject)
    if (body) request.write(String(body))
    request.end()
  })
}

let tokens
const provider = {
  redirectUrl: undefined,
  get clientMetadata() { return { client_name: 'planner', redirect_uris: [], grant_types: ['client_credentials'], scope: wanted } },
  // The SDK takes metadata of an authorization server with an authorization endpoint only (RFC 8414 section 2 lets a server without people have none).
  discoveryState: async () => {
    const resource = await discoverOAuthProtectedResourceMetadata(url, {}, send)
    const [issuer] = resource.authorization_servers
    const server = await (await send(`${issuer}/.well-known/oauth-authorization-server`)).json()
    return { authorizationServerUrl: issuer, resourceMetadata: resource, authorizationServerMetadata: server }
  },
  clientInformation: () => ({ client_id: id }),
  tokens: () => tokens,
  saveTokens: (given) => { tokens = given; seen.scope = given.scope },
  redirectToAuthorization: () => { throw new Error('nobody is here') },
  saveCodeVerifier: () => {},
  codeVerifier: () => { throw new Error('there is none') },
  prepareTokenRequest: () => new URLSearchParams({ grant_type: 'client_credentials', scope: wanted }),
  addClientAuthentication: (headers, form) => { form.set('client_id', id); seen.resource = form.get('resource') },
}

const transport = new StreamableHTTPClientTransport(new URL(url), { authProvider: provider, fetch: send })
const client = new Client({ name: 'planner', version: '1' })
client.onerror = (error) => console.error(`noticed ${error}`)
await client.connect(transport)
seen.server = client.getServerVersion()
seen.revision = transport.protocolVersion
seen.session = transport.sessionId

const call = { name: 'fx.rates_v1', arguments: { table }, _meta: { 'bailiwick/purpose': 'rates for the month' } }
const following = { onprogress: (progress) => seen.progress.push(progress), timeout: 60_000, resetTimeoutOnProgress: true }

if (act === 'use') {
  await client.ping()
  seen.tools = (await client.listTools()).tools
  seen.result = await client.callTool(call, undefined, following)
  seen.unknown = await client.callTool({ name: 'no.such.tool_x1', arguments: {} }).catch((error) => ({ code: error.code, message: error.message }))
  seen.nobody = await client.callTool({ name: 'ledger.post_v1', arguments: {} })
} else if (act === 'cancel') {
  const stop = new AbortController()
  const begun = new Promise((resolve) => { following.onprogress = (progress) => { seen.progress.push(progress); resolve() } })
  const result = client.callTool(call, undefined, { ...following, signal: stop.signal })
  await begun
  stop.abort('not needed any more')
  seen.cancelled = await result.catch((error) => String(error))
  await new Promise((resolve) => setTimeout(resolve, 2000)) // the notification goes its way
} else if (act === 'call') {
  seen.tools = (await client.listTools()).tools
  seen.result = await client.callTool({ name: tool, arguments: JSON.parse(input) }, undefined, following)
} else {
  delete following.onprogress
  seen.result = await client.callTool(call, undefined, following)
}
await transport.terminateSession()
await client.close()
agent.destroy()
console.log(JSON.stringify(seen))
