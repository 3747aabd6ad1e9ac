/** Short news at the edge of the page, which go by themselves unless somebody is about to read them. */

import { $, button, element } from './dom.js';

const AT_ONCE = 4;
const LASTS = 7000;

/** Shows news; `act`, if given, is what a press on it does. */
export function toast(text, act) {
  const shown = element('div', 'toast');
  const words = act ? button('link', text, () => {
    shown.remove();
    act();
  }) : element('p', '', text);
  const close = button('close', '×', () => shown.remove());
  close.setAttribute('aria-label', 'Dismiss');
  shown.append(words, close);
  $('toasts').append(shown);
  while ($('toasts').childElementCount > AT_ONCE) {
    $('toasts').firstElementChild.remove();
  }
  goLater(shown);
}

function goLater(shown) {
  setTimeout(() => (shown.matches(':hover, :focus-within') ? goLater(shown) : shown.remove()), LASTS);
}
