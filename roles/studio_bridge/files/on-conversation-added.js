// Copyright: (c) 2026, flexops
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Twilio calls this after it has created a conversation. It hands the conversation to the Studio flow FLOW_SID, from its
// first message on. It may be called twice for one conversation: the flow is started once.

const EVENT = 'onConversationAdded';

exports.handler = async function (context, event, callback) {
  const { FLOW_SID: flow } = context;
  const { EventType: type, ConversationSid: conversation, ChatServiceSid: service } = event;

  // Other events arrive here as well when others share the webhook: none of ours, and no error.
  if (type !== EVENT) {
    return callback(null, answer(200, { done: 'nothing', reason: `${type || 'no EventType'} is not ${EVENT}` }));
  }
  if (!/^FW[0-9a-f]{32}$/i.test(flow || '')) {
    console.error(`FLOW_SID is ${JSON.stringify(flow)}, which is not the SID of a Studio flow: ${conversation} waits.`);
    return callback(null, answer(500, { error: 'FLOW_SID is not the SID of a Studio flow' }));
  }
  if (!/^CH[0-9a-f]{32}$/i.test(conversation || '')) {
    console.error(`${EVENT} came with the ConversationSid ${JSON.stringify(conversation)}.`);
    return callback(null, answer(400, { error: 'ConversationSid is missing or malformed' }));
  }

  try {
    const conversations = context.getTwilioClient({ autoRetry: true, maxRetries: 3 }).conversations.v1;
    const { webhooks } = (service ? conversations.services(service) : conversations).conversations(conversation);

    const before = await studioWebhooks(webhooks);
    if (before.length > 0) {
      // This call's twin was faster, or an address with a flow of its own has created the conversation.
      console.log(`${conversation} is with flow ${before[0].configuration.flow_sid} already.`);
      return callback(null, answer(200, { done: 'nothing', reason: 'a flow has the conversation already' }));
    }

    const added = await webhooks.create({
      target: 'studio',
      'configuration.flowSid': flow,
      'configuration.replayAfter': 0,
    });

    // Two calls at once both find nothing. Both look again, and both keep the same one of the two.
    const [first] = await studioWebhooks(webhooks);
    if (first && first.sid !== added.sid) {
      await webhooks(added.sid).remove();
      console.log(`${conversation} was handed to flow ${first.configuration.flow_sid} at the same moment.`);
      return callback(null, answer(200, { done: 'nothing', reason: 'a flow has the conversation already' }));
    }

    console.log(`${conversation} is handed to flow ${flow} (${added.sid}).`);
    return callback(null, answer(200, { done: 'handed over', webhook: added.sid, flow }));
  } catch (error) {
    if (error.status === 404) {
      console.log(`${conversation} is gone: nothing to hand over.`);
      return callback(null, answer(200, { done: 'nothing', reason: 'the conversation is gone' }));
    }
    console.error(`${conversation} waits: it could not be handed to flow ${flow}.`, describe(error));
    return callback(null, answer(500, { error: 'Twilio refused', ...describe(error) }));
  }
};

async function studioWebhooks(webhooks) {
  const found = (await webhooks.list({ limit: 5 })).filter(({ target }) => target === 'studio');
  return found.sort((one, other) => one.dateCreated - other.dateCreated || one.sid.localeCompare(other.sid));
}

function describe({ status, code, message }) {
  return { status, code, message };
}

function answer(status, body) {
  const response = new Twilio.Response();
  response.setStatusCode(status);
  response.appendHeader('Content-Type', 'application/json');
  response.setBody(body);
  return response;
}
