/** A room: its log, who is there, what is unread, and its channel while there is a connection. */

import { Log } from './log.js';
import { Outgoing, arrived } from './outgoing.js';
import { isOwn, learnName, nameOf, ownUser } from './people.js';
import { plural, refusedWords } from './words.js';

/** How much of what was said before is asked for at a time. */
const PAGE = 40;

export class Room {
  #tell;
  #name;
  #channel;
  #signal;
  #position;
  #entered = false;
  #outgoing;

  members = new Map();
  unread = 0;

  /** Tells `members(room)`, `message(room, publication)` and `problem(room, text)`. */
  constructor(name, title, tell) {
    this.#name = name;
    this.title = title;
    this.#tell = tell;
    this.log = new Log(title, () => this.#earlier());
    this.#outgoing = new Outgoing(this);
  }

  get name() {
    return this.#name;
  }

  /** There is a connection; who was in the room comes back to it. */
  attach(connection, signal, fresh) {
    this.#channel = connection.channel(this.#name);
    this.#signal = signal;
    this.#listen('message', ({ detail }) => this.#received(detail));
    this.#listen('members', ({ detail }) => this.#present(detail));
    this.#listen('join', ({ detail }) => this.#came(detail));
    this.#listen('leave', ({ detail }) => this.#left(detail));
    this.#listen('recovered', ({ detail }) => detail.recovered || this.#missed());
    this.#listen('unsubscribed', ({ detail }) => this.#ended(detail));
    if (fresh) {
      this.log.clear();
      this.#position = undefined;
      this.unread = 0;
    }
    const known = this.#entered && !fresh;
    this.#entered = false;
    if (known) {
      this.enter();
    }
  }

  #listen(event, listener) {
    this.#channel.addEventListener(event, listener, { signal: this.#signal });
  }

  /** Subscribes, once for each connection. */
  async enter() {
    if (this.#entered || !this.#channel) {
      return;
    }
    this.#entered = true;
    const since = this.#position;
    const signal = this.#signal;
    try {
      const { position, recovered, members } = await this.#channel.subscribe({ since, presence: true });
      this.#position ??= position;
      if (members) {
        this.#present(members);
      }
      if (recovered === false) {
        this.#missed();
      } else if (!since) {
        await this.#load({});
      }
    } catch (refusal) {
      this.#entered &&= signal !== this.#signal;
      this.#problem(signal, refusal);
    }
  }

  /** Says a text. */
  say(text) {
    this.#outgoing.say(text);
  }

  /** For what is said: publishes it under a name. */
  publish(content, key) {
    return this.#channel.publish(content, { type: 'chat', key });
  }

  /** For what is said: the server has it, at a position. */
  acknowledged(content, ack) {
    const { epoch, offset } = ack;
    this.log.add({ type: 'chat', epoch, offset, sender: ownUser(), time: Date.now(), content });
  }

  /** Nobody is known to be here: the connection has ended. */
  empty() {
    this.members.clear();
    this.#tell.members(this);
  }

  #received(publication) {
    const { epoch, offset, sender, content } = publication;
    this.#position = { epoch, offset };
    if (this.log.add(publication) > 0) {
      this.#tell.message(this, publication);
    }
    if (isOwn(sender) && content?.id) {
      arrived(content.id);
    }
  }

  #present(members) {
    this.members = new Map(members.map((member) => [member.user, member]));
    members.forEach(learnName);
    this.#tell.members(this);
  }

  #came(member) {
    const known = this.members.has(member.user);
    learnName(member);
    this.members.set(member.user, member);
    if (!known && !isOwn(member.user)) {
      this.log.note(`${nameOf(member.user)} came`);
    }
    this.#tell.members(this);
  }

  #left(member) {
    if (this.members.delete(member.user)) {
      this.log.note(`${nameOf(member.user)} left`);
      this.#tell.members(this);
    }
  }

  /** Not all that was said meanwhile can be had: the page shows what there is now. */
  async #missed() {
    this.log.clear();
    this.#position = this.#channel.position;
    await this.#load({});
    this.log.note('You were away for long: not all that was said meanwhile can be shown.');
  }

  #ended({ code, message }) {
    this.#entered = false;
    this.log.note(`You are no longer in this room. ${refusedWords({ code, message })}`);
  }

  #earlier() {
    const { epoch, offset } = this.log.earliest ?? {};
    return this.#load(epoch ? { before: { epoch, offset } } : {});
  }

  async #load(where) {
    const signal = this.#signal;
    this.log.busy = true;
    try {
      const { messages, more } = await this.#channel.history({ ...where, limit: PAGE });
      if (signal === this.#signal) {
        this.log.add(...messages);
        this.log.more = more;
      }
    } catch (refusal) {
      this.#problem(signal, refusal);
    } finally {
      this.log.busy = false;
    }
  }

  #problem(signal, refusal) {
    if (!signal.aborted && refusal.code !== 'closed') {
      this.#tell.problem(this, refusedWords(refusal));
    }
  }

  /** The name of the room's button for those who do not see its badge. */
  get words() {
    return this.unread ? `${this.title}, ${plural(this.unread, 'unread message')}` : this.title;
  }
}
