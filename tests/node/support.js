// Copyright: (c) 2026, flexops
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
//
// An emulator of its own for each file of tests, and Twilio's runtime as far as a Function sees it: the context, the
// callback, and the official library, aimed at the emulator.

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { once } = require('node:events');
const { setTimeout: pause } = require('node:timers/promises');
const twilio = require('twilio');

const ROOT = path.resolve(__dirname, '..', '..');
const ACCOUNT = 'AC000000000000000000000000000000b0';
const TOKEN = 'token-of-the-node-tests';

// Twilio's runtime gives every Function this global.
global.Twilio = {
  Response: class {
    constructor() {
      this.headers = {};
    }

    setStatusCode(status) {
      this.statusCode = status;
    }

    appendHeader(name, value) {
      this.headers[name] = value;
    }

    setBody(body) {
      this.body = body;
    }
  },
};

async function startEmulator() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'flexops-'));
  const portFile = path.join(folder, 'port');
  const process_ = spawn(process.env.PYTHON || 'python3', [path.join(ROOT, 'emulator'), '--port', '0', '--port-file', portFile]);
  let said = '';
  process_.stderr.on('data', (chunk) => {
    said += chunk;
  });
  for (let tries = 0; !fs.existsSync(portFile); tries += 1) {
    if (tries > 200 || process_.exitCode !== null) throw new Error(`the emulator does not start: ${said}`);
    await pause(50);
  }
  const url = `http://127.0.0.1:${fs.readFileSync(portFile, 'utf8').trim()}`;
  return {
    url,
    async control(route, body, method = body === undefined ? 'GET' : 'POST') {
      const answer = await fetch(`${url}/_emulator/${route}`, { method, body: body && JSON.stringify(body) });
      const said = await answer.json();
      if (!answer.ok) throw new Error(`${route}: ${said.error}`);
      return said;
    },
    async stop() {
      process_.kill();
      await once(process_, 'exit');
      fs.rmSync(folder, { recursive: true });
    },
  };
}

// The official client, which knows only Twilio's hosts: each becomes the first segment of the emulator's path.
function clientFor(url, options = {}) {
  const client = twilio(ACCOUNT, TOKEN, options);
  const { httpClient } = client;
  const request = httpClient.request.bind(httpClient);
  httpClient.request = (asked) => {
    const { hostname, pathname, search } = new URL(asked.uri);
    return request({ ...asked, uri: `${url}/${hostname.split('.')[0]}${pathname}${search}` });
  };
  return client;
}

// Calls a Function of a role as Twilio does; returns what it answered and what it logged.
async function call(file, { url, context = {}, event, failing }) {
  const { handler } = require(path.join(ROOT, 'roles', file));
  const logged = [];
  const { log, error } = console;
  console.log = (...words) => logged.push(words);
  console.error = (...words) => logged.push(['error', ...words]);
  try {
    return await new Promise((resolve, reject) => {
      const getTwilioClient = (options) => {
        const client = clientFor(url, options);
        if (failing) failing(client);
        return client;
      };
      const done = (problem, answer) => (problem ? reject(problem) : resolve({ ...answer, logged }));
      handler({ ...context, getTwilioClient }, event, done).catch(reject);
    });
  } finally {
    console.log = log;
    console.error = error;
  }
}

module.exports = { ACCOUNT, TOKEN, startEmulator, clientFor, call };
