// fetch of Node takes no client certificate: fetch over node:https with the certificate of an https.Agent, and with a token if there is one.
import https from 'node:https';
import { Readable } from 'node:stream';

/** One request for each call, whose answer may be a stream. */
export const fetchBy = (agent) => (bearer) => (url, { method = 'GET', headers = {}, body, signal } = {}) =>
  new Promise((resolve, reject) => {
    const all = { ...Object.fromEntries(new Headers(headers)), ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) };
    const request = https.request(url, { agent, method, headers: all, signal }, (answer) => {
      const empty = answer.statusCode === 204 || answer.statusCode === 304;
      resolve(new Response(empty ? null : Readable.toWeb(answer), { status: answer.statusCode, headers: answer.headers }));
    });
    request.on('error', reject);
    request.end(body);
  });
