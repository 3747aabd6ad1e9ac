/** The page's elements. What came from others is only ever inserted as text. */

const SVG = 'http://www.w3.org/2000/svg';

/** The element with this id. */
export const $ = (id) => document.getElementById(id);

/** A new element that holds a text. */
export function element(tag, className, text = '') {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** A new button that does something. */
export function button(className, text, act) {
  const made = element('button', className, text);
  made.type = 'button';
  made.addEventListener('click', act);
  return made;
}

/** A new element of a drawing. */
export function shape(tag, attributes = {}, text = '') {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.textContent = text;
  return made;
}

/** Calls `act` instead of sending a form. */
export function onSubmit(form, act) {
  $(form).addEventListener('submit', (event) => {
    event.preventDefault();
    act();
  });
}

/** Sets a text where it is another one: what did not change is not read out again. */
export function show(id, text) {
  if ($(id).textContent !== String(text)) {
    $(id).textContent = text;
  }
}

/** A name that nobody else makes up. */
export function nonce() {
  return Array.from(crypto.getRandomValues(new Uint32Array(3)), (number) => number.toString(36)).join('');
}

/** Hours and minutes, in the form of the person at the page. */
export function timeElement(millis) {
  const moment = new Date(millis);
  const made = element('time', '', moment.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
  made.dateTime = moment.toISOString();
  made.title = moment.toLocaleString();
  return made;
}
