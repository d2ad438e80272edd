// A client of A2A 1.0 by @a2a-js/sdk that knows the URL of the domain alone: from the domain's card it comes to the registry, finds an agent there that has a
// capability, reads and verifies the agent's card, gets a token where that card says, and has the capability done.
//   node found-agent.mjs URL ROOT-FILE CHAIN KEY CLIENT-ID CAPABILITY
// Prints a line of JSON for each step: its name, and what the library made of the answer.
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { generateKeyPair, importJWK } from 'jose';
import { AgentCard, Role, TaskState, generateAgentCardSignature, verifyAgentCardSignature } from '@a2a-js/sdk';
import { ClientFactory, ClientFactoryOptions, JsonRpcTransportFactory, RestTransportFactory } from '@a2a-js/sdk/client';
import { fetchBy } from './with-token.mjs';

const [base, root, chain, key, clientId, capability] = process.argv.slice(2);
const agent = new https.Agent({ ca: readFileSync(root), cert: readFileSync(chain), key: readFileSync(key), keepAlive: false });
const say = (step, value) => console.log(JSON.stringify({ step, ...value }));

const withToken = fetchBy(agent);
const fetchImpl = withToken();
async function read(url, headers = {}) {
  const answer = await fetchImpl(url, { headers });
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return { card: await answer.json(), answer };
}

/** The key of this id in the set that the domain publishes; a jku of the card counts nothing. */
async function keyOf(kid) {
  const set = (await read(`${base}/oauth/jwks`)).card;
  const found = set.keys.find((each) => each.kid === kid);
  if (!found) throw new Error('no key of the domain');
  return importJWK(found, 'ES256');
}
const verify = verifyAgentCardSignature(keyOf);
const refused = async (card) => {
  try {
    await verify(card);
    return { error: 'none' };
  } catch (error) {
    return { error: error.message };
  }
};

const domain = (await read(`${base}/.well-known/agent-card.json`)).card;
await verify(domain);
const search = domain.capabilities.extensions.find((each) => each.uri === 'urn:bailiwick:a2a:agent-search').params;
say('domain', { search });

const hits = (await read(`${search.discovery}?capability=${encodeURIComponent(capability)}`)).card.agents;
say('hits', { ids: hits.map((hit) => hit.id) });

const place = search.card.replace('{uuid}', hits[0].id.substring('urn:uuid:'.length));
const { card: found, answer } = await read(place, { accept: 'application/a2a+json' });
await verify(found);
const etag = answer.headers.get('etag');
say('found', {
  name: found.name,
  skills: found.skills.map((skill) => skill.id),
  extensions: found.capabilities.extensions.map((extension) => extension.uri),
  signed: found.capabilities.extensions[0].params,
  type: answer.headers.get('content-type'),
  again: (await fetchImpl(place, { headers: { 'if-none-match': etag } })).status,
});

const changed = structuredClone(found);
changed.capabilities.extensions[0].params.owner = 'Somebody else';
say('changed', await refused(changed));
const { privateKey } = await generateKeyPair('ES256');
const kid = 'thief';
const thief = { ...found, signatures: [] };
const header = { alg: 'ES256', typ: 'JOSE', kid, jku: 'https://thief.example/jwks' };
say('forged', await refused(await generateAgentCardSignature(privateKey, header)(thief)));

const flows = Object.values(found.securitySchemes).find((scheme) => scheme.oauth2SecurityScheme).oauth2SecurityScheme.flows;
const body = String(new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, scope: capability }));
const granted = await fetchImpl(Object.values(flows)[0].tokenUrl, {
  method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body,
});
const token = await granted.json();
say('token', { scope: token.scope, type: token.token_type });

const calling = withToken(token.access_token);
const options = ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
  transports: [new JsonRpcTransportFactory({ fetchImpl: calling }), new RestTransportFactory({ fetchImpl: calling })],
});
const client = await new ClientFactory(options).createFromAgentCard(AgentCard.fromJSON(found));
const data = { capability, input: { table: 'currency,per_eur\nEUR,1.0000\nUSD,1.0842\n' } };
const task = await client.sendMessage({
  tenant: '', metadata: undefined, configuration: undefined,
  message: {
    messageId: crypto.randomUUID(), contextId: '', taskId: '', role: Role.ROLE_USER, metadata: undefined, extensions: [], referenceTaskIds: [],
    parts: [{ content: { $case: 'data', value: data }, metadata: undefined, filename: '', mediaType: 'application/json' }],
  },
});
say('done', { id: task.id, state: TaskState[task.status.state], artifacts: task.artifacts.map((artifact) => artifact.parts[0].content.value) });
agent.destroy();
