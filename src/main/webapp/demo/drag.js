/** Moves a note by mouse or finger, within its surface. */

/** How far, in pixels, a press has to move to be more than a press. */
const STILL = 4;
const EDGE = 1000;

/** `moved(x, y)` is told each place on the way, in thousandths of the surface; `done()` when it is let go. */
export function draggable(note, surface, moved, done) {
  note.addEventListener('pointerdown', (press) => {
    if (press.button !== 0 || press.target.closest('button, textarea')) {
      return;
    }
    const from = note.getBoundingClientRect();
    const grip = { x: press.clientX - from.left, y: press.clientY - from.top };
    const letting = new AbortController();
    const { signal } = letting;
    let moving = false;
    note.setPointerCapture(press.pointerId);
    note.addEventListener('pointermove', (event) => {
      moving ||= Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY) > STILL;
      if (moving) {
        note.classList.add('dragged');
        moved(...place(note, surface, event.clientX - grip.x, event.clientY - grip.y));
      }
    }, { signal });
    const letGo = () => {
      letting.abort();
      note.classList.remove('dragged');
      if (moving) {
        done();
      }
    };
    note.addEventListener('pointerup', letGo, { signal });
    note.addEventListener('pointercancel', letGo, { signal });
  });
}

function place(note, surface, left, top) {
  const frame = surface.getBoundingClientRect();
  return [
    share(left - frame.left, frame.width - note.offsetWidth),
    share(top - frame.top, frame.height - note.offsetHeight),
  ];
}

/** A place within the free room, as thousandths of it. */
function share(at, room) {
  return room > 0 ? clamp(Math.round(at / room * EDGE)) : 0;
}

/** A number of thousandths that there is. */
export function clamp(value) {
  return Math.min(EDGE, Math.max(0, value));
}
