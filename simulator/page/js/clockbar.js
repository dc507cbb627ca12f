// The clock on top: shows simulated time, runs on between polls, and turns the clock.
import { api } from "./api.js";
import { el, icon, replace } from "./dom.js";
import { locale, t } from "./i18n.js";
import { clockTime, fullDate, nextWorkingMorning, parseTime, weekday, ZONE } from "./time.js";

const RATES = [1, 60, 600];

/** Keeps "now" between two readings of GET /sim/clock. */
export class SimulatedNow {
  constructor() {
    this.set({ now: new Date().toISOString(), rate: 1 });
  }

  set({ now, rate }) {
    this.base = parseTime(now) ?? new Date();
    this.rate = rate ?? 1;
    this.read = performance.now();
  }

  now = () => new Date(this.base.getTime() + (performance.now() - this.read) * this.rate);
}

/** onturn(): after the clock was turned; onproblem(error). */
export function clockBar(clock, { onturn, onproblem }) {
  const time = el("output", { class: "clock-time", "data-testid": "clock-now", "aria-label": t("clock") });
  const day = el("span", { class: "clock-day", "data-testid": "clock-day" });
  const rates = el("div", { class: "rates", role: "group", "aria-label": t("rate") });
  const step = (id, label, body) =>
    el("button", { type: "button", class: "btn", "data-testid": id, onclick: () => turn(body()) }, label);
  const node = el(
    "div",
    { class: "clock", "data-testid": "clock" },
    el("div", { class: "clock-face" }, time, day),
    rates,
    el(
      "div",
      { class: "steps" },
      step("clock-hour", t("plus_hour"), () => ({ advance: 3600 })),
      step("clock-day-step", t("plus_day"), () => ({ advance: 86400 })),
      step("clock-morning", [icon("sunrise", 16), t("next_morning")], () => ({
        set: nextWorkingMorning(clock.now()),
      })),
    ),
  );

  async function turn(body) {
    try {
      clock.set(await api.setClock(body));
      draw();
      onturn();
    } catch (problem) {
      onproblem(problem);
    }
  }

  function draw() {
    const now = clock.now();
    time.textContent = clockTime(now);
    replace(day, el("b", {}, weekday(now, locale())), ` ${fullDate(now, locale())}`, el("small", {}, ZONE));
    if (rates.dataset.shown !== String(clock.rate)) {
      rates.dataset.shown = String(clock.rate);
      replace(
        rates,
        RATES.map((rate) =>
          el(
            "button",
            {
              type: "button",
              class: "rate",
              "data-testid": `rate-${rate}`,
              "aria-pressed": String(clock.rate === rate),
              onclick: () => turn({ rate }),
            },
            `×${rate}`,
          ),
        ),
      );
    }
  }

  draw();
  return { node, draw };
}
