/** What the person at the page writes, and what was wrong with it. */

import { $, onSubmit, show } from './dom.js';
import { typed, types } from './typing.js';

/** From here on it is told how much there may be. */
const NEAR_LIMIT = 0.9;

/** Starts it; `say` takes a text. */
export function startComposer(say) {
  const send = () => {
    const text = $('text').value.trim();
    if (text) {
      clearText();
      tellProblem('');
      typed();
      say(text);
    }
  };
  onSubmit('composer', send);
  $('text').addEventListener('input', () => {
    showSize();
    return $('text').value ? types() : typed();
  });
  $('text').addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });
}

/** Writes to a room from now on. */
export function writeTo(title) {
  $('text').placeholder = `Message to ${title}`;
  tellProblem('');
}

export function clearText() {
  $('text').value = '';
  showSize();
}

export function focusText() {
  $('text').focus();
}

export function tellProblem(text) {
  $('problem').textContent = text;
}

function showSize() {
  const { value, maxLength } = $('text');
  show('size', value.length < maxLength * NEAR_LIMIT ? '' : `${value.length} of ${maxLength} characters`);
}
