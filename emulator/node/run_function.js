// Copyright: (c) 2026, flexops
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Runs one Twilio Function once, with what Twilio's runtime gives it. Standard input is a JSON object:
//   file        the Function's source
//   event       the parameters of the request, and the request's headers
//   context     what the context holds besides getTwilioClient
//   endpoint    where Twilio's APIs are: https://conversations.twilio.com/v1/X is {endpoint}/conversations/v1/X
//   functions   {name: file}, all of the build
//   assets      {path: file}, the private ones of the build
//   answer      where to write the answer: {status, headers, body: base64, missing: true when the library is}
// Whatever the Function logs goes to standard output and error. Nothing but loopback can be reached.

'use strict';

const fs = require('node:fs');
const net = require('node:net');

const given = JSON.parse(fs.readFileSync(0, 'utf8'));
let missing = false;

// Ends the process: only the first callback counts.
function answer(status, headers, body) {
  const encoded = Buffer.from(body).toString('base64');
  fs.writeFileSync(given.answer, JSON.stringify({ status, headers, body: encoded, missing }));
  process.exit(0);
}

const isLoopback = (host) => /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host);
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function connectToLoopback(...args) {
  const target = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host = typeof target === 'object' ? target.path || target.host || 'localhost' : args[1] || 'localhost';
  if (typeof host === 'string' && isLoopback(host)) return connect.apply(this, args);
  process.nextTick(() => this.destroy(new Error(`A Function in the emulator can reach loopback only, not ${host}`)));
  return this;
};

class Response {
  constructor() {
    this.statusCode = 200;
    this.headers = {};
    this.body = '';
  }

  setStatusCode(status) {
    this.statusCode = status;
    return this;
  }

  setBody(body) {
    this.body = body;
    return this;
  }

  setHeaders(headers) {
    this.headers = { ...headers };
    return this;
  }

  appendHeader(name, value) {
    this.headers[name] = name in this.headers ? [].concat(this.headers[name], value) : value;
    return this;
  }

  setCookie(name, value, attributes = []) {
    return this.appendHeader('Set-Cookie', [`${name}=${value}`, ...attributes].join('; '));
  }

  removeCookie(name) {
    return this.setCookie(name, '', ['Max-Age=0']);
  }
}

function library() {
  try {
    return require('twilio');
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    missing = true;
    throw new Error('The npm package twilio is not installed where NODE_PATH or the emulator looks');
  }
}

// The library with what the runtime adds to it; loading it takes a while, and many Functions do without.
globalThis.Twilio = new Proxy(function Twilio() {}, {
  get: (_target, name) => (name === 'Response' ? Response : library()[name]),
  apply: (_target, _this, args) => library()(...args),
});

globalThis.Runtime = {
  getFunctions: () => Object.fromEntries(Object.entries(given.functions).map(([name, path]) => [name, { path }])),
  getAssets: () =>
    Object.fromEntries(
      Object.entries(given.assets).map(([name, path]) => [
        name,
        { path, open: () => fs.readFileSync(path, 'utf8') },
      ]),
    ),
  getSync() {
    throw new Error('Sync is not emulated');
  },
};

function twilioClient(options = {}) {
  const { ACCOUNT_SID, AUTH_TOKEN } = given.context;
  if (!ACCOUNT_SID) throw new Error('The service does not include credentials, so there is no client');
  const twilio = library();
  class ToEmulator extends twilio.RequestClient {
    request(request) {
      const { hostname, pathname, search } = new URL(request.uri);
      return super.request({ ...request, uri: `${given.endpoint}/${hostname.split('.')[0]}${pathname}${search}` });
    }
  }
  return twilio(ACCOUNT_SID, AUTH_TOKEN, { ...options, httpClient: new ToEmulator() });
}

function respond(payload) {
  const response = payload instanceof Response ? payload : new Response().setBody(payload);
  const { statusCode: status, headers, body } = response;
  const known = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  const typed = (type) => (known ? headers : { ...headers, 'Content-Type': type });
  if (body === undefined || body === null || body === '') return answer(status, headers, '');
  if (Buffer.isBuffer(body)) return answer(status, typed('application/octet-stream'), body);
  if (typeof body !== 'object') return answer(status, typed('text/plain'), String(body));
  const text = String(body); // TwiML writes itself
  if (text.startsWith('<?xml')) return answer(status, typed('text/xml'), text);
  return answer(status, typed('application/json'), JSON.stringify(body));
}

function fail(error) {
  if (typeof error === 'string') return answer(500, { 'Content-Type': 'text/plain' }, error);
  const { name, message, stack } = error instanceof Error ? error : {};
  const body = error instanceof Error ? { message, name, stack } : error;
  return answer(500, { 'Content-Type': 'application/json' }, JSON.stringify(body));
}

function crash(error) {
  console.error(error);
  fail(error);
}

process.on('uncaughtException', crash); // a rejection that nobody handles is one as well
Object.assign(process.env, given.context);

const { handler } = require(given.file);
if (typeof handler !== 'function') throw new Error('The Function exports no handler');
const context = { ...given.context, getTwilioClient: twilioClient };
handler(context, given.event, (error, payload) => (error ? fail(error) : respond(payload)));
