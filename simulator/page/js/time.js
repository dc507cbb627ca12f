// Times of the simulated world, always shown in Asia/Shanghai whatever the reader's own zone is.

export const ZONE = "Asia/Shanghai";
const OFFSET_MS = 8 * 3600 * 1000; // no summer time since 1991

const parts = (date, locale, options) =>
  new Intl.DateTimeFormat(locale, { timeZone: ZONE, hourCycle: "h23", ...options }).format(date);

export const clockTime = (date) =>
  parts(date, "en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export const shortTime = (date) => parts(date, "en-GB", { hour: "2-digit", minute: "2-digit" });

export const fullDate = (date, locale) =>
  parts(date, locale, { year: "numeric", month: "long", day: "numeric" });

export const weekday = (date, locale) => parts(date, locale, { weekday: "long" });

const dayKey = (date) => Math.floor((date.getTime() + OFFSET_MS) / 86400000);

export const sameDay = (a, b) => dayKey(a) === dayKey(b);

/** "14:05" today, otherwise with the day: "11月20日 周五 14:05". */
export function messageTime(date, now, locale) {
  if (sameDay(date, now)) return shortTime(date);
  const day = parts(date, locale, { month: "short", day: "numeric", weekday: "short" });
  return `${day} ${shortTime(date)}`;
}

/** For the chat list: time today, otherwise month/day. */
export function listTime(date, now) {
  return sameDay(date, now) ? shortTime(date) : parts(date, "zh-CN", { month: "numeric", day: "numeric" });
}

/** The next Monday–Friday 09:00 strictly after `now`, as ISO text with +08:00. */
export function nextWorkingMorning(now) {
  let day = dayKey(now);
  for (;;) {
    const nine = new Date(day * 86400000 - OFFSET_MS + 9 * 3600 * 1000);
    const weekdayNumber = new Date(day * 86400000).getUTCDay();
    if (nine > now && weekdayNumber !== 0 && weekdayNumber !== 6) {
      return `${new Date(day * 86400000).toISOString().slice(0, 10)}T09:00:00+08:00`;
    }
    day += 1;
  }
}

export function parseTime(value) {
  if (value === null || value === undefined || value === "") return null;
  const date = typeof value === "number" ? new Date(value < 1e12 ? value * 1000 : value) : new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}
