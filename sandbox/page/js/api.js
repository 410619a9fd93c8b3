// The control API, a function a call.

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function call(method, path, body) {
  const options = { method, headers: {} };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(`/sandbox${path}`, options);
  } catch {
    throw new ApiError(0, "The sandbox does not answer. Is it still running?");
  }
  let answer = null;
  try {
    answer = await response.json();
  } catch {
    // An answer without JSON is described by its status below.
  }
  if (!response.ok) throw new ApiError(response.status, answer?.error ?? `The sandbox answered ${response.status}.`);
  return answer ?? {};
}

const get = (path) => call("GET", path);
const post = (path, body = {}) => call("POST", path, body);
const chatPath = (person, chat) => `/people/${person}/chats/${chat}`;

export const api = {
  people: () => get("/people").then((answer) => answer.people),
  addPerson: (fields) => post("/people", fields),
  bots: () => get("/bots").then((answer) => answer.bots),
  clock: () => get("/clock"),
  advance: (seconds) => post("/clock", { advance: seconds }),
  log: (after) => get(`/log?after=${after}`).then((answer) => answer.calls),
  gaps: () => get("/gaps").then((answer) => answer.gaps),
  answer: (query) => get(`/answers/${query}`),

  chats: (person) => get(`/people/${person}/chats`).then((answer) => answer.chats),
  messages: (person, chat) => get(`${chatPath(person, chat)}/messages`).then((answer) => answer.messages),
  commands: (person, chat) => get(`${chatPath(person, chat)}/commands`),
  start: (person, chat, payload) => post(`${chatPath(person, chat)}/start`, payload ? { payload } : {}),
  /** `where`: reply_to, quote and thread, as far as they are there. */
  write: (person, chat, words, where = {}) => post(`${chatPath(person, chat)}/write`, { ...words, ...where }),
  react: (person, chat, message, emoji) => post(`${chatPath(person, chat)}/react`, { message_id: message, emoji }),
  groups: () => get("/groups").then((answer) => answer.groups),
  lookAtLink: (person, link) => post(`/people/${person}/link`, { link }),
  join: (person, link) => post(`/people/${person}/join`, { link }),
  press: (person, chat, message, row, column) =>
    post(`${chatPath(person, chat)}/press`, { message_id: message, row, column }),
  contact: (person, chat) => post(`${chatPath(person, chat)}/contact`),
  place: (person, chat, place, thread = 0) => post(`${chatPath(person, chat)}/${place.title ? "venue" : "location"}`, { ...place, thread }),
  askInline: (person, chat, bot, query, offset) => post(`${chatPath(person, chat)}/inline`, { bot, query, offset }),
  chooseInline: (person, chat, query, result) => post(`${chatPath(person, chat)}/choose`, { query_id: query, result_id: result }),
  edit: (person, chat, message, words) => post(`${chatPath(person, chat)}/edit`, { message_id: message, ...words }),
  remove: (person, chat, message, forEveryone) =>
    post(`${chatPath(person, chat)}/delete`, { message_id: message, for_everyone: forEveryone }),
  block: (person, chat) => post(`${chatPath(person, chat)}/block`),
  unblock: (person, chat) => post(`${chatPath(person, chat)}/unblock`),
  leave: (person, chat) => post(`/groups/${chat}/remove`, { account: person, by: person }),
  read: (person, chat, thread) => post(`${chatPath(person, chat)}/read`, thread === undefined ? {} : { thread }),
  /** `files`: [{file, kind}]; several of them become an album. */
  files: (person, chat, files, { text, entities }, thread = 0) => {
    const form = new FormData();
    if (thread) form.append("thread", thread);
    if (text) form.append("caption", text);
    if (entities) form.append("caption_entities", JSON.stringify(entities));
    for (const { file, kind } of files) {
      form.append("kind", kind);
      form.append("file", file, file.name);
    }
    return post(`${chatPath(person, chat)}/${files.length > 1 ? "album" : "file"}`, form);
  },
};
