/** A note on the board as it is seen, and what can be done to it by mouse, finger and keyboard. */

import { button, element } from './dom.js';
import { clamp, draggable } from './drag.js';
import { nameOf } from './people.js';

const STEP = 20;
const FINE = 4;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const COLORS = ['yellow', 'green', 'blue', 'pink'];
const TEXT_LIMIT = 280;

export class NoteView {
  #tell;
  #note;
  #text = element('p', 'note-text');
  #author = element('bdi', 'note-by');
  #editor;

  /** Tells `change(id, fields)`, `remove(id)` and `raise(view)`. */
  constructor(note, surface, tell) {
    this.#tell = tell;
    this.element = element('div', 'note');
    this.element.id = `note-${note.id}`;
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'group');
    this.element.setAttribute('aria-roledescription', 'note');
    const tools = element('div', 'tools');
    tools.append(
      button('tool edit', 'Edit', () => this.edit()),
      button('tool color', 'Colour', () => this.#recolor()),
      button('tool remove', 'Delete', () => tell.remove(this.#note.id)),
    );
    this.element.append(this.#text, this.#author, tools);
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('focusin', () => tell.raise(this));
    this.#text.addEventListener('dblclick', () => this.edit());
    draggable(this.element, surface, (x, y) => tell.change(this.#note.id, { x, y }), () => tell.raise(this));
    this.show(note, false);
  }

  /** Shows the note as it is now; `unsaved` if the server has not confirmed it. */
  show(note, unsaved) {
    this.#note = note;
    const by = nameOf(note.by);
    this.element.dataset.color = COLORS.includes(note.color) ? note.color : COLORS[0];
    this.element.style.setProperty('--x', note.x / 1000);
    this.element.style.setProperty('--y', note.y / 1000);
    this.element.classList.toggle('unsaved', unsaved);
    this.element.setAttribute('aria-label', `${note.text || 'Empty'}, by ${by}${unsaved ? ', not saved yet' : ''}`);
    this.#text.textContent = note.text;
    this.#author.textContent = unsaved ? 'saving…' : by;
  }

  /** Lets the person at the page write. */
  edit() {
    if (this.#editor) {
      return;
    }
    const was = this.#note.text;
    const editor = element('textarea', 'note-editor');
    editor.maxLength = TEXT_LIMIT;
    editor.value = was;
    editor.setAttribute('aria-label', 'Text of the note. Control and Enter saves, Escape leaves it as it was.');
    this.#editor = editor;
    this.#text.hidden = true;
    this.#text.after(editor);
    editor.focus();
    editor.addEventListener('blur', () => this.#finish(was, editor.value.trim()));
    editor.addEventListener('keydown', (event) => this.#editing(event, was));
  }

  #editing(event, was) {
    event.stopPropagation();
    if (event.key === 'Escape') {
      this.#finish(was, was);
      this.element.focus();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.element.focus(); // which saves
    }
  }

  #finish(was, text) {
    const editor = this.#editor;
    this.#editor = undefined;
    this.#text.hidden = false;
    editor?.remove();
    if (editor && text !== was) {
      this.#tell.change(this.#note.id, { text, was });
    }
  }

  #recolor() {
    const next = (COLORS.indexOf(this.#note.color) + 1) % COLORS.length;
    this.#tell.change(this.#note.id, { color: COLORS[next] });
  }

  #key(event) {
    if (event.target !== this.element) {
      return;
    }
    const arrow = ARROWS[event.key];
    if (arrow) {
      const step = event.shiftKey ? FINE : STEP;
      const { id, x, y } = this.#note;
      this.#tell.change(id, { x: clamp(x + arrow[0] * step), y: clamp(y + arrow[1] * step) });
    } else if (event.key === 'Enter' || event.key === 'F2') {
      this.edit();
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      this.#tell.remove(this.#note.id);
    } else {
      return;
    }
    event.preventDefault();
  }
}
