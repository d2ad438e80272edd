// A service that takes AWS signatures and one that gives sessions of a role: each signs the request anew by another people's library, and compares.
//   node aws.mjs PORT SECRET_FILE
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import aws4 from 'aws4'

const [port, secretFile] = process.argv.slice(2)
const region = 'eu-central-1'
const fixed = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: readFileSync(secretFile, 'utf8').trim() }
const sessions = new Map()

async function body(request) {
  const parts = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts)
}

// The fields that the request says are signed, apart from those that a signer sets.
function signedFields(request) {
  const names = /SignedHeaders=([^,]+),/.exec(request.headers.authorization)[1].split(';')
  return Object.fromEntries(names.map((name) => [name, request.headers[name]]))
}

function time(request) {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(request.headers['x-amz-date'])
  const given = new Date(Date.UTC(year, month - 1, day, hour, minute, second))
  if (Math.abs(Date.now() - given) > 300_000) throw new Error('expired')
  return given
}

function query(url) {
  const parameters = {}
  for (const name of url.searchParams.keys()) parameters[name] = url.searchParams.getAll(name)
  return parameters
}

// by the library of the SDKs for JavaScript
async function smithy(request, octets, service, credentials) {
  const url = new URL(request.url, `http://127.0.0.1:${port}`)
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, uriEscapePath: service !== 's3', applyChecksum: true })
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'http:',
      hostname: '127.0.0.1',
      path: url.pathname,
      query: query(url),
      headers: signedFields(request),
      body: octets,
    },
    { signingDate: time(request) },
  )
  return signed.headers.authorization
}

// by aws4
async function other(request, octets, service, credentials) {
  time(request)
  const { host, ...headers } = signedFields(request)
  delete headers['x-amz-security-token']
  const signed = aws4.sign(
    { host, region, service, method: request.method, path: request.url, headers, body: octets.length ? octets : undefined, extraHeadersToIgnore: { 'content-length': true } },
    credentials,
  )
  return signed.headers.Authorization
}

async function requireSigned(request, octets, service, credentials) {
  if (!credentials) throw new Error('no such key')
  for (const library of [smithy, other]) {
    const expected = await library(request, octets, service, credentials)
    if (expected !== request.headers.authorization) throw new Error(`${library.name} has ${expected}, the request ${request.headers.authorization}`)
  }
}

async function assumeRole(request, octets) {
  await requireSigned(request, octets, 'sts', fixed)
  const form = new URLSearchParams(octets.toString())
  if (form.get('Action') !== 'AssumeRole' || form.get('RoleArn') !== 'arn:aws:iam::123456789012:role/broker') throw new Error('another role')
  const token = randomBytes(60).toString('base64')
  const session = { accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`, secretAccessKey: randomBytes(30).toString('base64'), sessionToken: token }
  sessions.set(token, { ...session, name: form.get('RoleSessionName') })
  const end = new Date(Date.now() + Number(form.get('DurationSeconds')) * 1000).toISOString()
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
    <AccessKeyId>${session.accessKeyId}</AccessKeyId><SecretAccessKey>${session.secretAccessKey}</SecretAccessKey>
    <SessionToken>${token}</SessionToken><Expiration>${end}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`
}

async function answer(request, octets) {
  if (request.url === '/sts/') return { type: 'text/xml', text: await assumeRole(request, octets) }
  const session = sessions.get(request.headers['x-amz-security-token'])
  const bucket = request.url.startsWith('/bucket/')
  await requireSigned(request, octets, bucket ? 's3' : 'execute-api', bucket ? fixed : session)
  return { type: 'application/json', text: JSON.stringify({ path: request.url, session: session?.name ?? null, got: octets.toString() }) }
}

createServer(async (request, response) => {
  const octets = await body(request)
  try {
    const { type, text } = await answer(request, octets)
    response.writeHead(200, { 'Content-Type': type }).end(text)
  } catch (error) {
    console.error(error.message)
    response.writeHead(403, { 'Content-Type': 'application/json' }).end('{"message": "not signed"}')
  }
}).listen(Number(port), '127.0.0.1', () => console.log('listening'))
