/** The user's inbox, which sends again what was not confirmed, or whose confirmation was lost. Pages get it once. */
export class Inbox {
  #tell;
  /** How far a page has confirmed it. */
  #reached;

  /** Tells `news(message)`, and `confirm(position)` to the server. */
  constructor(tell) {
    this.#tell = tell;
  }

  take(message) {
    if (!this.#has(message)) {
      if (message.type === 'dropped') {
        this.#reached = message;
      }
      this.#tell.news(message);
    } else if (message.type !== 'dropped') {
      this.confirm(message);
    }
  }

  /** A page has it; the server is told what it has sent on this connection, and nothing further. */
  confirm({ channel, epoch, offset }) {
    const position = { channel, epoch, offset };
    this.#reached = this.#has(position) ? this.#reached : position;
    this.#tell.confirm(position);
  }

  #has({ channel, epoch, offset }) {
    return this.#reached?.channel === channel && this.#reached.epoch === epoch && this.#reached.offset >= offset;
  }
}
