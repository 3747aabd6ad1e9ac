/**
 * The notes of the board, as far as this page knows them. Changes have numbers; whatever their order, the last of a
 * note counts. It imports nothing.
 */

/** Removed notes that are remembered, so that a change of before does not bring them back. */
const GONE = 500;

export class Notes {
  #notes = new Map();
  #gone = new Map();

  /** The note of this id. */
  get(id) {
    return this.#notes.get(id);
  }

  /** All of them. */
  all() {
    return [...this.#notes.values()];
  }

  /** Begins anew with what the server has. */
  begin(whole) {
    this.#notes.clear();
    this.#gone.clear();
    this.apply(whole);
  }

  /** Takes a change: { rev, note }, { rev, removed } or { rev, notes }. */
  apply({ rev, note, removed, notes }) {
    if (note) {
      this.#put(note);
    } else if (removed) {
      this.#remove(removed, rev);
    } else if (notes) {
      const ids = new Set(notes.map(({ id }) => id));
      this.all().filter(({ id }) => !ids.has(id)).forEach(({ id }) => this.#remove(id, rev));
      notes.forEach((each) => this.#put(each));
    }
  }

  #put(note) {
    const known = this.#notes.get(note.id)?.rev ?? this.#gone.get(note.id) ?? -1;
    if (note.rev > known) {
      this.#notes.set(note.id, note);
    }
  }

  #remove(id, rev) {
    if ((this.#notes.get(id)?.rev ?? -1) < rev) {
      this.#notes.delete(id);
      this.#gone.set(id, rev);
      if (this.#gone.size > GONE) {
        this.#gone.delete(this.#gone.keys().next().value);
      }
    }
  }
}
