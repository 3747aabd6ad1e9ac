/** Who has the page open: the members of the lobby, for the parts that want to know. */

const listeners = [];
let here = [];

/** Calls `listener` with the members, now and when they change. */
export function onMembers(listener) {
  listeners.push(listener);
  listener(here);
}

/** These are here now. */
export function membersChanged(members) {
  here = members;
  listeners.forEach((listener) => listener(here));
}
