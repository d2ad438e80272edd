// How a client that knows only a job's URL finds the authorization server (RFC 9728 section 5): it posts the job without any credential, is refused, and
// reads the metadata that the refusal names.
//   const { refusal, metadata, issuer } = await fromRefusal(jobUrl, job, send)
export async function fromRefusal(jobUrl, job, send = fetch) {
  const answer = await send(jobUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body: job })
  const refusal = `${answer.status} ${answer.headers.get('www-authenticate')}`
  const named = /resource_metadata="([^"]+)"/.exec(refusal)
  if (answer.status !== 401 || !named) throw new Error(`no way is named: ${refusal} ${await answer.text()}`)
  const metadata = await (await send(named[1])).json()
  // The metadata counts only for the URL for which it was asked (RFC 9728 section 3.3).
  if (!jobUrl.startsWith(metadata.resource)) throw new Error(`metadata of another resource: ${metadata.resource}`)
  return { refusal, metadata, issuer: new URL(metadata.authorization_servers[0]) }
}
