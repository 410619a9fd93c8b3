// The stream of events. The browser reconnects by itself and names the last event it saw; since a sandbox that was
// restarted knows none of that, everything shown is read anew after a break.

import { store } from "./store.js";

const TYPES = ["message", "edit", "delete", "chat", "answer", "commands", "person", "clock", "gap", "bot", "people", "gone"];

let waiting = null; // events that came while a first reading was under way; they are newer than what it read

export function hold() {
  waiting ??= [];
}

export function release() {
  const events = waiting ?? [];
  waiting = null;
  events.forEach((event) => store.apply(event));
}

function take(raw) {
  let event;
  try {
    event = JSON.parse(raw.data);
  } catch {
    return;
  }
  if (waiting) waiting.push(event);
  else store.apply(event);
}

/** Resolves once the stream stands. `again` runs after each later break. */
export function listen(again) {
  return new Promise((resolve) => {
    let source;
    let broken = false;
    const connect = () => {
      source = new EventSource("/sandbox/events");
      source.onmessage = take;
      // Events may carry a name of their own as well; both forms arrive at the same place.
      TYPES.forEach((type) => type !== "message" && source.addEventListener(type, take));
      source.onopen = () => {
        store.tell("connection", { up: true });
        resolve();
        if (broken) again();
        broken = false;
      };
      source.onerror = () => {
        broken = true;
        store.tell("connection", { up: false });
        // A browser gives up for good when the answer was no stream at all, say while the sandbox starts.
        if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1000);
      };
    };
    connect();
  });
}
