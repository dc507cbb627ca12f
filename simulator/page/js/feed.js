// One platform's messages as one viewer sees them, kept up to date by polling.
// `after` brings what is new; every few polls, and for a while after somebody acted, the whole
// chat is read so that edits, redrawn cards and recalled messages show too.
import { api } from "./api.js";
import { forgetChat } from "./prefs.js";

const FULL_EVERY = 4;
const HOT_MS = 6000;

export class Feed {
  constructor(platform) {
    this.platform = platform;
    this.chats = new Map(); // "viewer|chat" -> {list, polls, asked: number of the question}
    this.hotUntil = 0;
    this.asked = 0;
  }

  list(viewer, chat) {
    return this.chats.get(`${viewer}|${chat}`)?.list ?? [];
  }

  heat() {
    this.hotUntil = performance.now() + HOT_MS;
  }

  clear() {
    this.chats.clear();
  }

  /** Fetches what is new; answers true if anything changed. To peek is not to read. Throws ApiError. */
  async poll(viewer, chat, { full = false, peek = false } = {}) {
    const key = `${viewer}|${chat}`;
    const asked = (this.asked += 1);
    const kept = this.chats.get(key) ?? { list: [], polls: 0 };
    const whole =
      full || !kept.list.length || kept.polls % FULL_EVERY === 0 || performance.now() < this.hotUntil;
    const after = whole ? undefined : kept.list.at(-1).id;
    let messages;
    try {
      ({ messages = [] } = await api.messages(this.platform, chat, viewer, after, peek));
    } catch (problem) {
      // After a reset the cursor may be unknown: start over at the next poll.
      if (problem.status >= 400) this.chats.delete(key);
      throw problem;
    }
    // An answer that was overtaken by a later question's answer is old news.
    if (this.chats.get(key)?.asked > asked) return false;
    // A reset: message ids may start over, so old reading marks would hide new messages.
    if (whole && kept.list.length && !messages.length) forgetChat(this.platform, viewer, chat);
    const list = whole ? messages : merge(kept.list, messages);
    const changed = !this.chats.has(key) || fingerprint(list) !== fingerprint(kept.list);
    this.chats.set(key, { list: changed ? list : kept.list, polls: kept.polls + 1, asked });
    return changed;
  }
}

function merge(list, fresh) {
  if (!fresh.length) return list;
  const byId = new Map(list.map((message) => [message.id, message]));
  for (const message of fresh) byId.set(message.id, message);
  return [...byId.values()];
}

export const fingerprint = (value) => JSON.stringify(value);
