// An authorization server by oidc-provider, which knows the broker by a secret and by the key of its certificate.
//   node authorization-server.mjs PORT CERTIFICATE SECRET_FILE
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { calculateJwkThumbprint } from 'jose'
import Provider from 'oidc-provider'

const [port, certificate, secretFile] = process.argv.slice(2)
const issuer = `http://127.0.0.1:${port}`
const resource = 'https://orders.example'

const key = new X509Certificate(readFileSync(certificate)).publicKey.export({ format: 'jwk' })
key.kid = await calculateJwkThumbprint(key)
const machine = { grant_types: ['client_credentials'], response_types: [], redirect_uris: [], scope: 'orders:read orders:write' }

const provider = new Provider(issuer, {
  clients: [
    {
      ...machine,
      client_id: 'broker-by-key',
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      jwks: { keys: [key] },
    },
    {
      ...machine,
      client_id: 'broker-by-secret',
      client_secret: readFileSync(secretFile, 'utf8').trim(),
      token_endpoint_auth_method: 'client_secret_basic',
    },
  ],
  scopes: ['orders:read', 'orders:write'],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({
        scope: 'orders:read orders:write',
        audience: resource,
        accessTokenTTL: 120,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
})
provider.on('server_error', (_, error) => console.error(error))
provider.listen(Number(port), '127.0.0.1', () => console.log('listening'))
