// Reads the catalogue of agents by the read API of the MCP registry, and holds each answer against the schema in registry-schema.json by npm ajv.
//   node registry-reader.mjs BASE-URL ROOT-FILE CHAIN KEY SEARCH
// Prints a line of JSON for each step.
import { readFileSync } from 'node:fs';
import https from 'node:https';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const [base, root, chain, key, search] = process.argv.slice(2);
const agent = new https.Agent({ ca: readFileSync(root), cert: readFileSync(chain), key: readFileSync(key) });
const say = (step, value) => console.log(JSON.stringify({ step, ...value }));
const ajv = addFormats(new Ajv2020({ allErrors: true, strict: true }));
ajv.addSchema(JSON.parse(readFileSync(new URL('registry-schema.json', import.meta.url))), 'registry');

function get(path) {
  return new Promise((resolve, reject) => {
    https.get(base + path, { agent }, (answer) => {
      let body = '';
      answer.on('data', (part) => { body += part; });
      answer.on('end', () => resolve({ status: answer.statusCode, body: JSON.parse(body) }));
    }).on('error', reject);
  });
}

/** The answer, if it is one of this schema. */
async function read(path, schema) {
  const { status, body } = await get(path);
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  const valid = ajv.getSchema(`registry#/$defs/${schema}`);
  if (!valid(body)) throw new Error(`${path}: ${ajv.errorsText(valid.errors)}`);
  return body;
}

const all = [];
let cursor = '';
do {
  const page = await read(`/v0.1/servers?limit=1&search=${encodeURIComponent(search)}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`, 'ServerList');
  all.push(...page.servers);
  cursor = page.metadata.nextCursor;
} while (cursor);
say('listed', { names: all.map((each) => each.server.name) });

const { name, version } = all[0].server;
const one = encodeURIComponent(name);
const versions = await read(`/v0.1/servers/${one}/versions`, 'ServerList');
say('versions', { versions: versions.servers.map((each) => each.server.version) });
const latest = await read(`/v0.1/servers/${one}/versions/latest`, 'ServerResponse');
const exact = await read(`/v0.1/servers/${one}/versions/${encodeURIComponent(version)}`, 'ServerResponse');
say('latest', {
  same: JSON.stringify(latest) === JSON.stringify(exact),
  remotes: latest.server.remotes,
  tools: latest.server._meta['io.modelcontextprotocol.registry/publisher-provided'].tools,
});
for (const path of [`/v0.1/servers/${one}/versions/0`, `/v0.1/servers/${encodeURIComponent(`${name}x`)}/versions`, '/v0.1/servers?limit=0']) {
  say('refused', { path, status: (await get(path)).status });
}
agent.destroy();
