// A person's browser: Debian's Chromium without a window, driven by chromedriver over HTTP (W3C WebDriver).
//   const browser = await openBrowser()
//   await browser.signIn(address, provider, name)
//   await browser.open(address); await browser.type(css, text); await browser.press('\uE004'); const value = await browser.run('return document.title')
//   await browser.close()
import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';

export async function openBrowser() {
  // Driver and browser leave files, in a folder which this process can remove.
  const folder = mkdtempSync(`${tmpdir()}/browser-`);
  const driver = spawn('chromedriver', ['--port=0'], {stdio: ['ignore', 'pipe', 'inherit'], env: {...process.env, TMPDIR: folder}});
  process.once('exit', () => {
    driver.kill();
    rmSync(folder, {recursive: true, force: true, maxRetries: 5});
  });
  const port = await new Promise((resolve, reject) => {
    driver.on('error', reject);
    driver.on('exit', (status) => reject(new Error(`chromedriver has ended: ${status}`)));
    driver.stdout.on('data', (text) => {
      const found = /started successfully on port (\d+)/.exec(text);
      if (found) resolve(found[1]);
    });
  });
  const send = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {method, body: body && JSON.stringify(body)});
    const {value} = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${value.error} ${value.message}`);
    return value;
  };
  const log = {'goog:loggingPrefs': {browser: 'ALL'}};
  const options = {args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']};
  const capabilities = {alwaysMatch: {browserName: 'chrome', acceptInsecureCerts: true, 'goog:chromeOptions': options, ...log}};
  const {sessionId} = await send('POST', '/session', {capabilities});
  const at = (path) => `/session/${sessionId}${path}`;
  const elements = async (css) => (await send('POST', at('/elements'), {using: 'css selector', value: css})).flatMap((found) => Object.values(found));
  const element = async (css) => {
    const [found] = await elements(css);
    if (!found) throw new Error(`no ${css} on the page of ${await send('GET', at('/url'))}`);
    return found;
  };
  const type = async (css, text) => send('POST', at(`/element/${await element(css)}/value`), {text});
  return {
    type,
    open: async (address) => send('POST', at('/url'), {url: address}),
    // Runs a script beside those of the page, whose policy does not hold for it.
    run: async (script, ...args) => send('POST', at('/execute/sync'), {script, args}),
    runSlowly: async (script, ...args) => send('POST', at('/execute/async'), {script, args}),
    press: async (key) => send('POST', at('/actions'), {actions: [{type: 'key', id: 'keys', actions: [{type: 'keyDown', value: key}, {type: 'keyUp', value: key}]}]}),
    // A screen of this width, for a person who prefers this colour scheme.
    async screen(width, height, scheme) {
      const cdp = (cmd, params) => send('POST', at('/goog/cdp/execute'), {cmd, params});
      await cdp('Emulation.setDeviceMetricsOverride', {width, height, deviceScaleFactor: 1, mobile: width < 600});
      await cdp('Emulation.setEmulatedMedia', {features: [{name: 'prefers-color-scheme', value: scheme}]});
    },
    // What is seen, as PNG.
    picture: async () => Buffer.from(await send('GET', at('/screenshot')), 'base64'),
    // What the browser complained of, such as breaches of the page's policy.
    complaints: async () => send('POST', at('/se/log'), {type: 'browser'}),
    // The person of this name opens the address and fills in the form of Keycloak at the provider's address; people-realm.json has the password. A browser
    // in which the person has signed in before comes back without a form, unless a new sign-in is asked for: then Keycloak knows the name.
    async signIn(address, provider, name) {
      await send('POST', at('/url'), {url: address});
      if (new URL(await send('GET', at('/url'))).origin !== provider) return;
      if ((await elements('#username')).length) await type('#username', name);
      await type('#password', `${name}-password`);
      await send('POST', at(`/element/${await element('#kc-login')}/click`), {});
    },
    async close() {
      await send('DELETE', at('')).catch(() => {});
      driver.kill();
    },
  };
}
