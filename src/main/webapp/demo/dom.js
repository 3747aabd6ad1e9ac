/** The page's elements. What came from others is only ever inserted as text. */

/** The element with this id. */
export const $ = (id) => document.getElementById(id);

/** A new element that holds a text. */
export function element(tag, className, text = '') {
  const made = document.createElement(tag);
  made.className = className;
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
