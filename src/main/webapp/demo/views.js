/** The views of the page, by the hash of its address. */

import { $ } from './dom.js';

const VIEWS = ['chat', 'board', 'ticker', 'notices'];
const TITLES = { chat: 'Chat', board: 'Board', ticker: 'Ticker', notices: 'Notices' };
const listeners = new Map();
let shown = false;

/** Calls `listener` when a view comes into view. */
export function onView(view, listener) {
  listeners.set(view, listener);
}

/** Whether this view is the one in view. */
export function viewIs(view) {
  return shown && view === named();
}

/** Shows the views, or none of them. */
export function showViews(visible) {
  shown = visible;
  show();
}

/** Follows the address. */
export function startViews() {
  addEventListener('hashchange', () => {
    show();
    if (shown) {
      $(`${named()}-title`).focus({ preventScroll: true });
    }
  });
}

function named() {
  const name = location.hash.slice(1);
  return VIEWS.includes(name) ? name : VIEWS[0];
}

function show() {
  const view = named();
  for (const each of VIEWS) {
    const current = shown && each === view;
    $(`view-${each}`).hidden = !current;
    $(`go-${each}`).toggleAttribute('aria-current', current);
    if (current) {
      $(`go-${each}`).setAttribute('aria-current', 'page');
    }
  }
  document.title = shown ? `${TITLES[view]} · Carillon` : 'Carillon';
  if (shown) {
    listeners.get(view)?.();
  }
}
