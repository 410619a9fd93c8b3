// Presses of inline buttons that wait for the bot's answer: their buttons shimmer until it comes.

const PATIENCE = 30_000; // milliseconds; a bot that has not answered by then will not

export class Presses {
  #waiting = new Map(); // "message:row:column" → query id, or null while the sandbox has not told it yet
  #early = new Set(); // answers that overtook the reply to the press itself

  constructor(show) {
    this.show = show;
  }

  has(message, row, column) {
    return this.#waiting.has(`${message}:${row}:${column}`);
  }

  async track(message, row, column, work) {
    const place = `${message}:${row}:${column}`;
    const end = () => { this.#waiting.delete(place); this.show(message, row, column, false); };
    this.#waiting.set(place, null);
    this.show(message, row, column, true);
    try {
      const answer = await work;
      if (answer.query_id === undefined || this.#early.delete(answer.query_id)) end();
      else {
        this.#waiting.set(place, answer.query_id);
        setTimeout(() => { if (this.#waiting.get(place) === answer.query_id) end(); }, PATIENCE);
      }
      return answer;
    } catch (error) {
      end();
      throw error;
    }
  }

  answered(query) {
    for (const [place, waiting] of this.#waiting) {
      if (waiting !== query) continue;
      this.#waiting.delete(place);
      const [message, row, column] = place.split(":").map(Number);
      this.show(message, row, column, false);
      return;
    }
    this.#early.add(query);
  }
}
