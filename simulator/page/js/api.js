// The simulator's control API (/sim) as functions. Every failure is an ApiError with a clear text.

export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function call(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
    });
  } catch {
    throw new ApiError("offline", 0);
  }
  const text = await response.text();
  let answer;
  try {
    answer = text ? JSON.parse(text) : {};
  } catch {
    answer = { error: text.slice(0, 200) };
  }
  if (!response.ok) throw new ApiError(describe(answer, response.status), response.status);
  return answer;
}

function describe(answer, status) {
  const said = answer.error ?? answer.message ?? answer.detail;
  if (typeof said === "string" && said) return said;
  return said ? JSON.stringify(said) : `HTTP ${status}`;
}

function query(params) {
  const entries = Object.entries(params).filter(([, v]) => v !== undefined && v !== null && v !== "");
  return entries.length ? `?${new URLSearchParams(entries)}` : "";
}

export const api = {
  world: () => call("GET", "/sim"),
  reset: () => call("POST", "/sim/reset", {}),
  clock: () => call("GET", "/sim/clock"),
  setClock: (body) => call("POST", "/sim/clock", body),
  say: (platform, body) => call("POST", `/sim/${platform}/say`, body),
  click: (platform, body) => call("POST", `/sim/${platform}/click`, body),
  event: (platform, body) => call("POST", `/sim/${platform}/event`, body),
  messages: (platform, chat, viewer, after, peek) =>
    call("GET", `/sim/${platform}/messages${query({ chat, viewer, after, peek: peek ? 1 : "" })}`),
  requests: (platform, after) => call("GET", `/sim/${platform}/requests${query({ after })}`),
  deliveries: (platform, after) => call("GET", `/sim/${platform}/deliveries${query({ after })}`),
  faults: (platform) => call("GET", `/sim/${platform}/faults`),
  addFault: (platform, body) => call("POST", `/sim/${platform}/faults`, body),
  clearFaults: (platform) => call("DELETE", `/sim/${platform}/faults`),
};
