// A client of A2A 1.0 by @a2a-js/sdk, which knows the URL of the domain alone and finds the rest in its card.
//   node a2a-client.mjs URL ROOT-FILE CHAIN KEY TOKEN JSONRPC|HTTP+JSON card
//   node a2a-client.mjs … work MESSAGE-ID OTHER-TOKEN
//   node a2a-client.mjs … cancel MESSAGE-ID
//   node a2a-client.mjs … told MESSAGE-ID RECEIVER-URL SERVER-CERTIFICATE SERVER-KEY
//   node a2a-client.mjs … push MESSAGE-ID OTHER-TOKEN RECEIVER-URL SERVER-CERTIFICATE SERVER-KEY
// Prints a line of JSON for each step: its name, and what the library made of the answer.
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { importJWK } from 'jose';
import { Role, TaskState, verifyAgentCardSignature } from '@a2a-js/sdk';
import {
  ClientFactory, ClientFactoryOptions, DefaultAgentCardResolver, JsonRpcTransportFactory, RestTransportFactory,
} from '@a2a-js/sdk/client';
import { fetchBy } from './with-token.mjs';

const [base, root, chain, key, token, binding, action, messageId, ...more] = process.argv.slice(2);
const agent = new https.Agent({ ca: readFileSync(root), cert: readFileSync(chain), key: readFileSync(key), keepAlive: false });
const say = (step, value) => console.log(JSON.stringify({ step, ...value }));

const withToken = fetchBy(agent);

async function clientOf(bearer) {
  const fetchImpl = withToken(bearer);
  const options = ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
    transports: [new JsonRpcTransportFactory({ fetchImpl }), new RestTransportFactory({ fetchImpl })],
    preferredTransports: [binding],
    cardResolver: new DefaultAgentCardResolver({ fetchImpl }),
  });
  return new ClientFactory(options).createFromUrl(base);
}

/** The key of this id in the set that the domain publishes; a jku of the card counts nothing. */
async function keyOf(kid) {
  const set = await (await withToken()(`${base}/oauth/jwks`)).json();
  return importJWK(set.keys.find((each) => each.kid === kid), 'ES256');
}
const verified = async (card) => {
  await verifyAgentCardSignature(keyOf)(card);
};
const failure = async (work) => {
  try {
    await work();
    return { error: 'none' };
  } catch (error) {
    return { error: error.name, text: error.message, code: error.envelopeCode ?? error.statusCode };
  }
};

const data = (value) => ({ content: { $case: 'data', value }, metadata: undefined, filename: '', mediaType: 'application/json' });
const text = (value) => ({ content: { $case: 'text', value }, metadata: undefined, filename: '', mediaType: '' });
const message = (id, ...parts) => ({
  tenant: '', metadata: undefined, configuration: undefined,
  message: {
    messageId: id, contextId: '', taskId: '', role: Role.ROLE_USER, parts, metadata: undefined, extensions: [], referenceTaskIds: [],
  },
});
const rates = (id) => message(id, text('rates for the month'),
  data({ capability: 'fx.rates@1', input: { table: 'currency,per_eur\nEUR,1.0000\nUSD,1.0842\n' } }));
const plan = (id) => message(id, data({
  purpose: 'rates twice',
  steps: [
    { id: 'first', capability: 'fx.rates@1', input: { table: 'currency,per_eur\nEUR,1.0000\nUSD,1.0842\n' } },
    { id: 'second', capability: 'fx.rates@1', after: ['first'], input: { table: 'currency,per_eur\nEUR,1.0000\nCHF,0.9411\n' } },
  ],
}));
const seen = (task) => ({
  id: task.id,
  state: TaskState[task.status.state],
  artifacts: task.artifacts.map((artifact) => [artifact.artifactId, artifact.parts[0].content.value]),
});

async function card() {
  const fetched = await (await withToken()(`${base}/.well-known/agent-card.json`)).json();
  await verified(fetched);
  say('card', { skills: fetched.skills.map((skill) => skill.id), schemes: Object.keys(fetched.securitySchemes) });
  const forged = { ...fetched, skills: [{ ...fetched.skills[0], description: 'Does anything.' }] };
  say('forged', await failure(() => verified(forged)));
}

async function work(client) {
  const extended = await client.getAgentCard();
  say('extended', { skills: extended.skills.map((skill) => skill.id) });
  // The library verifies a card as it is on the wire, and this method gives it another form.
  const headers = { 'A2A-Version': '1.0' };
  await verified(await (await withToken(token)(`${base}/a2a/extendedAgentCard`, { headers })).json());
  const sent = await client.sendMessage(rates(messageId));
  say('sent', seen(sent));
  say('repeated', { id: (await client.sendMessage(rates(messageId))).id });
  say('got', seen(await client.getTask({ tenant: '', id: sent.id })));
  for await (const event of client.sendMessageStream(plan(`${messageId}-stream`))) {
    const { $case, value } = event.payload;
    const kind = { task: () => seen(value), artifactUpdate: () => ({ artifact: value.artifact.artifactId }) }[$case];
    say($case, kind ? kind() : { state: TaskState[value.status.state] });
  }
  const page = await client.listTasks({ tenant: '', contextId: '', status: TaskState.TASK_STATE_COMPLETED, pageSize: 1, pageToken: '' });
  say('listed', { tasks: page.tasks.length, artifacts: page.tasks[0].artifacts.length, total: page.totalSize, more: page.nextPageToken !== '' });
  say('ended', await failure(() => client.cancelTask({ tenant: '', id: sent.id, metadata: undefined })));
  say('unknown', await failure(() => client.getTask({ tenant: '', id: 'none' })));
  const other = await clientOf(more[0]);
  say('hidden', await failure(() => other.getTask({ tenant: '', id: sent.id })));
  say('text', await failure(() => client.sendMessage(message(`${messageId}-text`, text('What are the rates?')))));
  say('wide', await failure(() => client.sendMessage(message(`${messageId}-wide`, data({ capability: 'ledger.post@1' })))));
  say('reused', await failure(() => client.sendMessage(plan(messageId))));
  say('anonymous', await failure(async () => (await clientOf('')).getTask({ tenant: '', id: sent.id })));
}

async function cancel(client) {
  const started = { ...rates(messageId), configuration: { acceptedOutputModes: [], historyLength: undefined, returnImmediately: true, taskPushNotificationConfig: undefined } };
  const task = await client.sendMessage(started);
  say('started', seen(task));
  const stream = client.resubscribeTask({ tenant: '', id: task.id });
  const first = await stream.next();
  say('subscribed', seen(first.value.payload.value));
  const cancelled = await client.cancelTask({ tenant: '', id: task.id, metadata: undefined });
  say('cancelled', seen(cancelled));
  for await (const event of stream) {
    say('event', { state: TaskState[event.payload.value.status.state] });
  }
  say('again', await failure(() => client.cancelTask({ tenant: '', id: task.id, metadata: undefined })));
  say('late', await failure(() => client.resubscribeTask({ tenant: '', id: task.id }).next()));
}

/** A server that takes notifications; the end of the task resolves the promise. */
function receiver(url, certificate, serverKey) {
  let told;
  const ended = new Promise((resolve) => { told = resolve; });
  const server = https.createServer({ cert: readFileSync(certificate), key: readFileSync(serverKey) }, async (request, answer) => {
    let body = '';
    for await (const part of request) body += part;
    answer.writeHead(204).end();
    const { artifactUpdate, statusUpdate } = JSON.parse(body);
    const { authorization = '', 'x-a2a-notification-token': known = '', 'content-type': type } = request.headers;
    const what = artifactUpdate ? `artifact ${artifactUpdate.artifact.artifactId}` : statusUpdate.status.state;
    say('told', { what, path: request.url, authorization, token: known, type });
    if (statusUpdate) told();
  });
  return new Promise((resolve) => server.listen(new URL(url).port, '127.0.0.1', () => resolve({ ended, close: () => server.close() })));
}
const config = (id, taskId, url, known = '', authentication = undefined) => ({ tenant: '', id, taskId, url, token: known, authentication });
const toldAt = (sent, wanted) => ({
  ...sent,
  configuration: { acceptedOutputModes: [], historyLength: undefined, returnImmediately: true, taskPushNotificationConfig: wanted },
});

async function told(client) {
  const [url, certificate, serverKey] = more;
  const server = await receiver(url, certificate, serverKey);
  const wanted = config('', '', `${url}/told`, 't-1', { scheme: 'Bearer', credentials: 'c-1' });
  await client.sendMessage(toldAt(plan(messageId), wanted));
  await server.ended;
  server.close();
}

async function push(client) {
  const [otherToken, url, certificate, serverKey] = more;
  const server = await receiver(url, certificate, serverKey);
  const { id } = await client.sendMessage(toldAt(rates(messageId), config('', '', `${url}/message`)));
  const shown = (it) => ({ id: it.id, task: it.taskId, url: it.url, scheme: it.authentication.scheme, credentials: it.authentication.credentials });
  const wanted = config('mine', id, `${url}/mine`, 't-2', { scheme: 'Bearer', credentials: 'c-2' });
  const named = { tenant: '', taskId: id, id: 'mine' };
  const all = async () => (await client.listTaskPushNotificationConfig({ tenant: '', taskId: id, pageSize: 0, pageToken: '' })).configs.length;
  say('created', shown(await client.createTaskPushNotificationConfig(wanted)));
  say('read', shown(await client.getTaskPushNotificationConfig(named)));
  say('listed', { count: await all() });
  const other = await clientOf(otherToken);
  say('hidden', await failure(() => other.getTaskPushNotificationConfig(named)));
  say('inside', await failure(() => client.createTaskPushNotificationConfig(config('in', id, base))));
  await client.deleteTaskPushNotificationConfig(named);
  await client.deleteTaskPushNotificationConfig(named);
  say('left', { count: await all() });
  say('gone', await failure(() => client.getTaskPushNotificationConfig(named)));
  await client.cancelTask({ tenant: '', id, metadata: undefined });
  await server.ended;
  server.close();
}

await { card, told: async () => told(await clientOf(token)), push: async () => push(await clientOf(token)), work: async () => work(await clientOf(token)), cancel: async () => cancel(await clientOf(token)) }[action]();
agent.destroy();
