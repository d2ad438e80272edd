// Looks at the registry's page in Chromium as an auditor does: finds agents by the form, narrows the search, opens a record. It holds the page to what
// docs/pages.md says of it, on wide and narrow, light and dark screens, by the keyboard, and by axe-core (WCAG 2.1, A and AA). Prints a line for each thing.
//   node registry-page.mjs REGISTRY ROOT-FILE CERTIFICATE-FILE KEY-FILE CAPABILITY AGENT FOLDER
// The folder gets pictures. A relay shows the certificate, since a browser without a window asks nobody which to show.
import {createServer} from 'node:http';
import {request} from 'node:https';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {openBrowser} from '../oauth/browser.mjs';

const [registry, root, certificate, key, capability, agent, folder] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tls = {ca: readFileSync(root), cert: readFileSync(certificate), key: readFileSync(key)};
const TAB = '\uE004', ENTER = '\uE007';
mkdirSync(folder, {recursive: true});

let failed = 0;
function check(what, holds, detail = '') {
  console.log(`${holds ? 'holds' : 'FAILS'}: ${what}${holds ? '' : ` ${JSON.stringify(detail)}`}`);
  if (!holds) failed++;
}

const relay = createServer((asked, answered) => {
  const {host, connection, ...headers} = asked.headers;
  const forwarded = request(new URL(asked.url, registry), {...tls, method: asked.method, headers}, (answer) => {
    answered.writeHead(answer.statusCode, answer.headers);
    answer.pipe(answered);
  });
  forwarded.on('error', (error) => answered.writeHead(502).end(String(error)));
  asked.pipe(forwarded);
});
await new Promise((ready) => relay.listen(0, '127.0.0.1', ready));
const page = `http://127.0.0.1:${relay.address().port}/ars/`;
const browser = await openBrowser();

async function accessible(what) {
  const violations = await browser.runSlowly(
      // Not by eval, which the policy of the page forbids.
      `${axe}; const done = arguments[arguments.length - 1];
       window.axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']}).then((found) => done(found.violations.map(
           (each) => each.id + ' ' + each.nodes[0].html)), (error) => done([String(error)]));`);
  check(`${what}: axe-core finds nothing`, violations.length === 0, violations);
}

async function look(what) {
  for (const [width, scheme] of [[1200, 'light'], [1200, 'dark'], [360, 'light'], [360, 'dark']]) {
    await browser.screen(width, 900, scheme);
    const wide = await browser.run('return document.documentElement.scrollWidth');
    check(`${what}: no wider than a screen of ${width}, ${scheme}`, wide <= width, wide);
    await accessible(`${what}, ${width}, ${scheme}`);
    writeFileSync(`${folder}/${what}-${width}-${scheme}.png`, await browser.picture());
  }
  await browser.screen(1200, 900, 'light');
  const active = await browser.run('return document.querySelectorAll("script, img, iframe, object, embed, [onclick], [onerror]").length');
  check(`${what}: nothing on it runs or is fetched`, active === 0, active);
  check(`${what}: no script has run`, await browser.run('return window.hacked === undefined'));
}

try {
  // The list, and the form by the keyboard alone.
  await browser.screen(1200, 900, 'light');
  await browser.open(page);
  check('the list has the form', await browser.run('return document.forms.length === 1 && document.forms[0].method === "get"'));
  const fields = await browser.run('return [...document.forms[0].elements].filter((each) => each.type !== "hidden").map((each) => each.name || each.type)');
  const reached = [];
  for (let i = 0; i < 60 && reached.length < fields.length; i++) {
    await browser.press(TAB);
    const name = await browser.run('return document.activeElement.name || document.activeElement.type');
    if (name) reached.push(name); // tables and links have none
  }
  check('the keyboard reaches each field in the order in which they stand', reached.join() === fields.join(), {fields, reached});
  check('each field has a label', await browser.run('return [...document.forms[0].elements].every((each) => each.type === "hidden" || each.type === "submit" || each.labels.length === 1)'));

  await browser.type('#capability', capability);
  await browser.type('#versions', '>=1 <3');
  await browser.press(ENTER);
  const address = await browser.run('return location.search');
  check('the form asks for a search', address.includes('find=agents') && address.includes(`capability=${encodeURIComponent(capability)}`), address);
  const text = await browser.run('return document.body.innerText');
  check('the hit is there, with why', text.includes(agent) && text.includes(`${capability} <=2: ${capability}@1`), text);
  check('and how fresh the knowledge of revocations was', /All revocations up to \d{4}-\d\d-\d\dT[\d:]+Z were known/.test(text));
  check('what was filled in stays', await browser.run('return document.forms[0].elements.versions.value === ">=1 <3"'));
  const said = await browser.run('return [...document.querySelectorAll(".unsigned")].map((each) => each.innerText).join("\\n")');
  const signed = await browser.run('return [...document.querySelectorAll(".signed")].map((each) => each.innerText).join("\\n")');
  check('what the agent says is in its frame', said.includes('<img src=x onerror=hacked=1>') && said.includes('(unsigned)'), said);
  check('and not in that of the authority', !signed.includes('onerror') && !signed.includes('(unsigned)') && signed.includes('(signed)'), signed);
  const frames = await browser.run(`return ['signed', 'unsigned'].map((name) => {
    const style = getComputedStyle(document.querySelector('.' + name)); return [style.borderTopStyle, style.borderLeftStyle].join(' ')})`);
  check('the frames look different', frames[0] !== frames[1], frames);
  await look('search');
  await browser.screen(1200, 1500, 'light');
  await browser.run('[...document.querySelectorAll("h2")].find((each) => each.textContent === "Find agents").scrollIntoView()');
  writeFileSync(`${folder}/registry-page.png`, await browser.picture());
  await browser.screen(1200, 900, 'light');

  // A facet narrows the search.
  await browser.run('[...document.querySelectorAll("a")].find((each) => each.textContent.startsWith("Treasury: at least")).click()');
  check('a facet narrows the search', (await browser.run('return location.search')).includes('owner=Treasury'));

  // The record.
  await browser.run('[...document.querySelectorAll("h3 a")].find((each) => each.textContent === arguments[0]).click()', agent);
  const record = await browser.run('return document.body.innerText');
  check('the record has its history', record.includes('History') && /registered/.test(record));
  check('and the freshness', record.includes('All revocations up to'), record);
  check('signed before unsigned', record.indexOf('What the authority signed') < record.indexOf('What the agent says of itself'));
  await look('record');

  // A search that is none is refused by its reason, in the form of all refusals.
  await browser.open(`${page}?find=agents`);
  check('an empty search is refused with its reason', (await browser.run('return document.body.innerText')).includes('at least one of'));
  await browser.open(`${page}?find=agents&owner=Nobody`);
  check('none is said to be none', (await browser.run('return document.body.innerText')).includes('There are none that you may see.'));
  const complaints = (await browser.complaints()).filter((each) => !/status of 40[0-9]|favicon/.test(each.message));
  check('the browser complains of nothing', complaints.length === 0, complaints);
} finally {
  await browser.close();
  relay.close();
}
process.exit(failed ? 1 : 0);
