// Copyright: (c) 2026, flexops
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What was said in a conversation, in its order. For a run-function widget of a Studio flow, with the parameter
// ConversationSid = {{flow.channel.address}}; the widget's output is then widgets.<name>.parsed.text and .messages.

// Studio takes at most 64 KB from a Function.
const MOST_BYTES = 60000;

exports.handler = async function (context, event, callback) {
  // Studio passes parameters in whatever spelling the widget has them.
  const conversation = event.ConversationSid || event.conversationSid || event.conversation_sid;
  const service = event.ChatServiceSid || event.chatServiceSid || event.chat_service_sid;

  if (!/^CH[0-9a-f]{32}$/i.test(conversation || '')) {
    console.error(`A transcript was asked for with the ConversationSid ${JSON.stringify(conversation)}.`);
    return callback(null, answer(400, { error: 'give ConversationSid, the SID of a conversation' }));
  }

  try {
    const conversations = context.getTwilioClient({ autoRetry: true, maxRetries: 3 }).conversations.v1;
    const { messages } = (service ? conversations.services(service) : conversations).conversations(conversation);
    const said = (await messages.list({ pageSize: 100 }))
      .sort((one, other) => one.index - other.index)
      .map(({ index, author, body, dateCreated }) => ({ index, author, body, date_created: dateCreated }));

    const kept = newest(said);
    if (kept.length < said.length) {
      console.log(`${conversation}: the oldest ${said.length - kept.length} of ${said.length} messages do not fit.`);
    }
    const text = kept.map(({ author, body }) => `${author}: ${body || ''}`).join('\n');
    return callback(null, answer(200, { conversation_sid: conversation, count: said.length, messages: kept, text }));
  } catch (error) {
    const { status, code, message } = error;
    console.error(`The messages of ${conversation} could not be read.`, { status, code, message });
    return callback(null, answer(status === 404 ? 404 : 500, { error: 'Twilio refused', status, code, message }));
  }
};

// The newest messages that fit into an answer; each counts twice, in `messages` and in `text`.
function newest(said) {
  let bytes = 0;
  let from = said.length;
  while (from > 0) {
    bytes += 2 * Buffer.byteLength(JSON.stringify(said[from - 1]));
    if (bytes > MOST_BYTES) break;
    from -= 1;
  }
  return said.slice(from);
}

function answer(status, body) {
  const response = new Twilio.Response();
  response.setStatusCode(status);
  response.appendHeader('Content-Type', 'application/json');
  response.setBody(body);
  return response;
}
