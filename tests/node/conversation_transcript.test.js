// Copyright: (c) 2026, flexops
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

const assert = require('node:assert/strict');
const { after, before, test } = require('node:test');
const { ACCOUNT, TOKEN, startEmulator, clientFor, call } = require('./support');

const FILE = 'studio_bridge/files/conversation-transcript.js';

let emulator;
let api;
let conversation;

before(async () => {
  emulator = await startEmulator();
  await emulator.control('seed', {
    accounts: [
      {
        sid: ACCOUNT,
        auth_token: TOKEN,
        conversation_services: [{ friendly_name: 'Flex' }, { friendly_name: 'Pharmacy' }],
        default_conversation_service: 'Flex',
      },
    ],
  });
  const client = clientFor(emulator.url);
  conversation = await client.conversations.v1.conversations.create({});
  api = client.conversations.v1.conversations(conversation.sid);
  // More than a page, so that order and paging are both at work.
  for (let at = 0; at < 120; at += 1) {
    await api.messages.create({ author: at % 2 ? 'agent' : '+14155550199', body: `message ${at}` });
  }
});
after(() => emulator.stop());

const run = (event, more = {}) => call(FILE, { url: emulator.url, event, ...more });

test('gives all messages in their order, whatever the parameter is called', async () => {
  for (const name of ['ConversationSid', 'conversationSid', 'conversation_sid']) {
    const { statusCode, body } = await run({ [name]: conversation.sid });
    assert.equal(statusCode, 200);
    assert.equal(body.count, 120);
    assert.deepEqual(
      body.messages.map(({ index }) => index),
      [...Array(120).keys()],
    );
    assert.ok(body.text.startsWith('+14155550199: message 0\nagent: message 1\n'));
  }
});

test('sorts what comes in another order', async () => {
  const turned = (client) => {
    const { request } = client.httpClient;
    client.httpClient.request = (asked) => request({ ...asked, params: { ...asked.params, Order: 'desc' } });
  };
  const { body } = await run({ ConversationSid: conversation.sid }, { failing: turned });
  assert.deepEqual(
    body.messages.map(({ index }) => index),
    [...Array(120).keys()],
  );
});

test('keeps the newest where Studio could not take all', async () => {
  const long = await clientFor(emulator.url).conversations.v1.conversations.create({});
  const { messages } = clientFor(emulator.url).conversations.v1.conversations(long.sid);
  for (let at = 0; at < 60; at += 1) await messages.create({ author: 'customer', body: 'é'.repeat(700) });
  const { body, logged } = await run({ ConversationSid: long.sid });
  assert.ok(Buffer.byteLength(JSON.stringify(body)) < 65536);
  assert.equal(body.count, 60);
  assert.ok(body.messages.length > 10 && body.messages.length < 60);
  assert.equal(body.messages.at(-1).index, 59);
  assert.match(logged[0].join(' '), /do not fit/);
});

test('a conversation of another service is found there', async () => {
  const { v1 } = clientFor(emulator.url).conversations;
  const pharmacy = (await v1.services.list()).find(({ friendlyName }) => friendlyName === 'Pharmacy').sid;
  const there = await v1.services(pharmacy).conversations.create({});
  await v1.services(pharmacy).conversations(there.sid).messages.create({ author: 'customer', body: 'Hello' });
  const { body } = await run({ ConversationSid: there.sid, ChatServiceSid: pharmacy });
  assert.equal(body.text, 'customer: Hello');
});

test('an empty conversation is an empty transcript', async () => {
  const empty = await clientFor(emulator.url).conversations.v1.conversations.create({});
  const { statusCode, body } = await run({ ConversationSid: empty.sid });
  assert.deepEqual([statusCode, body.messages, body.text], [200, [], '']);
});

test('says what is missing', async () => {
  const { statusCode, body } = await run({});
  assert.equal(statusCode, 400);
  assert.match(body.error, /ConversationSid/);
});

test('a conversation that is gone is 404, a failure of Twilio 500, and both are logged', async () => {
  const gone = await run({ ConversationSid: `CH${'e'.repeat(32)}` });
  assert.equal(gone.statusCode, 404);
  await emulator.control('faults', { kind: 'status', status: 500, match: { path: 'Messages' } });
  const broken = await run({ ConversationSid: conversation.sid });
  assert.equal(broken.statusCode, 500);
  assert.equal(broken.logged[0][0], 'error');
  await emulator.control('faults', undefined, 'DELETE');
});
