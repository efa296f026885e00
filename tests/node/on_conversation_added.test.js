// Copyright: (c) 2026, flexops
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

const assert = require('node:assert/strict');
const { after, before, beforeEach, test } = require('node:test');
const { ACCOUNT, TOKEN, startEmulator, clientFor, call } = require('./support');

const FILE = 'studio_bridge/files/on-conversation-added.js';
const FLOW = `FW${'0'.repeat(31)}1`;
const OTHER = `FW${'0'.repeat(31)}2`;
const GONE = `CH${'e'.repeat(32)}`;

let emulator;
let client;
let conversation;

before(async () => {
  emulator = await startEmulator();
});
after(() => emulator.stop());

beforeEach(async () => {
  await emulator.control('reset', {});
  await emulator.control('seed', {
    accounts: [
      {
        sid: ACCOUNT,
        auth_token: TOKEN,
        conversation_services: [{ friendly_name: 'Flex' }, { friendly_name: 'Pharmacy' }],
        default_conversation_service: 'Flex',
        studio_flows: [
          { friendly_name: 'Inbound', sid: FLOW },
          { friendly_name: 'Other', sid: OTHER },
        ],
      },
    ],
  });
  client = clientFor(emulator.url);
  conversation = await client.conversations.v1.conversations.create({ friendlyName: 'from a customer' });
  await client.conversations.v1.conversations(conversation.sid).messages.create({ author: '+14155550199', body: 'Hello' });
  await emulator.control('journal', undefined, 'DELETE');
});

const added = (more = {}) => ({ EventType: 'onConversationAdded', ConversationSid: conversation.sid, ...more });
const run = (event, more = {}) => call(FILE, { url: emulator.url, context: { FLOW_SID: FLOW }, event, ...more });
const hooks = () => client.conversations.v1.conversations(conversation.sid).webhooks.list();
const writes = async () => (await emulator.control(`journal?account=${ACCOUNT}&writes=true`)).entries;
const executions = () => client.studio.v2.flows(FLOW).executions.list();

// Returns once that many are waiting.
function barrier(many) {
  let open;
  let waiting = 0;
  const all = new Promise((resolve) => {
    open = resolve;
  });
  return () => {
    waiting += 1;
    if (waiting === many) open();
    return all;
  };
}

test('hands the conversation to the flow, from its first message on', async () => {
  const answer = await run(added());
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.body.done, 'handed over');
  const [hook, ...more] = await hooks();
  assert.deepEqual(more, []);
  assert.equal(hook.target, 'studio');
  assert.equal(hook.configuration.flow_sid, FLOW);
  const [write, ...others] = await writes();
  assert.deepEqual(others, []);
  assert.deepEqual(write.form, {
    Target: 'studio',
    'Configuration.FlowSid': FLOW,
    'Configuration.ReplayAfter': '0',
  });
  assert.equal((await executions()).length, 1);
});

test('called again, it does nothing', async () => {
  await run(added());
  const again = await run(added());
  assert.equal(again.statusCode, 200);
  assert.equal(again.body.done, 'nothing');
  assert.equal((await hooks()).length, 1);
  assert.equal((await writes()).length, 1);
  assert.equal((await executions()).length, 1);
});

test('called three times at once, it leaves one webhook', async () => {
  // None may write before all have looked, none may look again before all have written; and Twilio promises no order.
  const writing = barrier(3);
  const lookingAgain = barrier(3);
  const inStep = (turned) => (client_) => {
    const { httpClient } = client_;
    const request = httpClient.request.bind(httpClient);
    let looks = 0;
    httpClient.request = async (asked) => {
      if (asked.method === 'post') await writing();
      if (asked.method === 'get' && ++looks === 2) await lookingAgain();
      const said = await request(asked);
      if (turned && asked.method === 'get') said.body.webhooks.reverse();
      return said;
    };
  };
  const answers = await Promise.all([false, true, true].map((turned) => run(added(), { failing: inStep(turned) })));
  assert.equal((await writes()).filter(({ method }) => method === 'POST').length, 3);
  assert.deepEqual(
    answers.map(({ statusCode }) => statusCode),
    [200, 200, 200],
  );
  assert.equal(answers.filter(({ body }) => body.done === 'handed over').length, 1);
  assert.equal((await hooks()).length, 1);
});

test('a flow that an address has given to the conversation keeps it', async () => {
  const webhooks = client.conversations.v1.conversations(conversation.sid).webhooks;
  await webhooks.create({ target: 'studio', 'configuration.flowSid': OTHER });
  const answer = await run(added());
  assert.equal(answer.body.done, 'nothing');
  assert.deepEqual(
    (await hooks()).map(({ configuration }) => configuration.flow_sid),
    [OTHER],
  );
});

test("somebody's webhook that is no flow is no reason to stay away", async () => {
  const webhooks = client.conversations.v1.conversations(conversation.sid).webhooks;
  await webhooks.create({
    target: 'webhook',
    'configuration.url': 'https://example.com/listens',
    'configuration.filters': ['onMessageAdded'],
  });
  const answer = await run(added());
  assert.equal(answer.body.done, 'handed over');
  assert.equal((await hooks()).length, 2);
});

test('a conversation of another service is found there', async () => {
  const services = await client.conversations.v1.services.list();
  const pharmacy = services.find(({ friendlyName }) => friendlyName === 'Pharmacy').sid;
  const elsewhere = await client.conversations.v1.services(pharmacy).conversations.create({});
  const answer = await run(added({ ConversationSid: elsewhere.sid, ChatServiceSid: pharmacy }));
  assert.equal(answer.body.done, 'handed over');
  const there = await client.conversations.v1.services(pharmacy).conversations(elsewhere.sid).webhooks.list();
  assert.equal(there.length, 1);
});

test('other events are no error and no work', async () => {
  for (const EventType of ['onMessageAdded', 'onParticipantAdded', undefined]) {
    const answer = await run(added({ EventType }));
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.body.done, 'nothing');
  }
  assert.deepEqual((await emulator.control(`journal?account=${ACCOUNT}`)).entries, []);
});

test('a conversation that is gone is no error', async () => {
  const answer = await run(added({ ConversationSid: GONE }));
  assert.equal(answer.statusCode, 200);
  assert.match(answer.body.reason, /gone/);
  assert.deepEqual(await writes(), []);
});

test('without a flow it says so, asks Twilio nothing, and is no success', async () => {
  for (const FLOW_SID of [undefined, '', 'Inbound', `${FLOW}0`]) {
    const answer = await run(added(), { context: { FLOW_SID } });
    assert.equal(answer.statusCode, 500);
    assert.match(answer.body.error, /FLOW_SID/);
    assert.match(answer.logged[0].join(' '), new RegExp(conversation.sid));
  }
  assert.deepEqual((await emulator.control(`journal?account=${ACCOUNT}`)).entries, []);
});

test('a malformed ConversationSid is refused', async () => {
  for (const ConversationSid of [undefined, '', 'CH12', '../Services']) {
    assert.equal((await run(added({ ConversationSid }))).statusCode, 400);
  }
  assert.deepEqual((await emulator.control(`journal?account=${ACCOUNT}`)).entries, []);
});

test('what Twilio refuses is logged with its code and answered with 500', async () => {
  await emulator.control('faults', { kind: 'status', status: 503, match: { method: 'POST', path: 'Webhooks' } });
  const answer = await run(added());
  assert.equal(answer.statusCode, 500);
  assert.equal(answer.body.status, 503);
  assert.match(JSON.stringify(answer.logged), /could not be handed to flow/);
  assert.equal((await hooks()).length, 0);
});

test('too many requests are waited out', async () => {
  await emulator.control('faults', { kind: 'status', status: 429, times: 2 });
  const answer = await run(added());
  assert.equal(answer.body.done, 'handed over');
  assert.equal((await hooks()).length, 1);
});
