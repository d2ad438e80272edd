// A program that can show no API key, in front of the MCP endpoint: a proxy on the loopback interface that adds the key, and then runs the program with its URL in the
// place of URL.
//   node with-key.mjs MCP-URL ROOT-FILE KEY-FILE PROGRAM ARGUMENT…
// It ends with the status of the program.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'

const [url, root, keyFile, program, ...rest] = process.argv.slice(2)
const target = new URL(url)
const key = readFileSync(keyFile, 'utf8').trim()
const agent = new https.Agent({ ca: readFileSync(root) })

const proxy = http.createServer((request, answer) => {
  const headers = { ...request.headers, host: target.host, 'x-api-key': key }
  // The endpoint knows its own origin; the proxy's counts as such, and any other goes on.
  if (headers.origin === `http://127.0.0.1:${proxy.address().port}`) headers.origin = target.origin
  const forward = https.request(target, { method: request.method, headers, agent }, (given) => {
    answer.writeHead(given.statusCode, given.headers)
    given.pipe(answer)
  })
  forward.on('error', () => answer.destroy())
  answer.on('close', () => forward.destroy())
  request.pipe(forward)
})
proxy.listen(0, '127.0.0.1', () => {
  const own = `http://127.0.0.1:${proxy.address().port}${target.pathname}`
  const child = spawn(process.execPath, [program, ...rest.map((each) => (each === 'URL' ? own : each))], { stdio: 'inherit' })
  child.on('exit', (status) => process.exit(status ?? 1))
})
