// What the reader chose, kept over a reload: language, person and chat per pane, what was read.

const KEY = "simulator-page";
const DEFAULTS = { lang: "zh", pane: "feishu", who: {}, chat: {}, seen: {}, hints: true };

function load() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
  } catch {
    return { ...DEFAULTS };
  }
}

export const prefs = load();

export function savePrefs() {
  try {
    localStorage.setItem(KEY, JSON.stringify(prefs));
  } catch {
    // A full or forbidden storage only costs the memory of the next reload.
  }
}

const slot = (...names) => names.join("|");

export const chosenChat = (platform, person) => prefs.chat[slot(platform, person)];

export function chooseChat(platform, person, chat) {
  prefs.chat[slot(platform, person)] = chat;
  savePrefs();
}

/** Id of the last message this person has read in this chat. */
export const lastSeen = (platform, person, chat) => prefs.seen[slot(platform, person, chat)];

export function markSeen(platform, person, chat, message) {
  if (lastSeen(platform, person, chat) === message) return;
  prefs.seen[slot(platform, person, chat)] = message;
  savePrefs();
}

export function forgetChat(platform, person, chat) {
  delete prefs.seen[slot(platform, person, chat)];
  savePrefs();
}

export function forgetSeen() {
  prefs.seen = {};
  savePrefs();
}
