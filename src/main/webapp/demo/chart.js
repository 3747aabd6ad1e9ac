/** Draws lines of prices over time, as SVG. */

import { shape } from './dom.js';

/** Prices that are further apart than this, in milliseconds, are not joined. */
const GAP = 5000;
const EDGE = { top: 12, right: 64, bottom: 28, left: 12 };

/** The `d` of a path through points, broken where there is a gap; `x` and `y` map a point. */
export function line(points, x, y) {
  let before = -Infinity;
  return points.map((point) => {
    const pen = point.time - before > GAP ? 'M' : 'L';
    before = point.time;
    return `${pen}${x(point.time).toFixed(1)} ${y(point.price).toFixed(1)}`;
  }).join('');
}

/** A small line without axes, for a box of 100 by 28. */
export function spark(svg, points, from, to) {
  const [low, high] = range(points);
  const path = svg.firstElementChild ?? svg.appendChild(shape('path', { class: 'line' }));
  path.setAttribute('d', line(points, scale(from, to, 0, 100), scale(low, high, 26, 2)));
}

/** The whole chart of one symbol. The drawing has the size it has on the page. */
export function draw(svg, points, from, to) {
  const { width, height } = svg.getBoundingClientRect();
  if (width < 120 || height < 80) {
    return;
  }
  svg.setAttribute('viewBox', `0 0 ${Math.round(width)} ${Math.round(height)}`);
  const [low, high] = range(points);
  const x = scale(from, to, EDGE.left, width - EDGE.right);
  const y = scale(low, high, height - EDGE.bottom, EDGE.top);
  const drawing = shape('g', { 'aria-hidden': 'true' });
  grid(drawing, { low, high, y, width });
  times(drawing, { from, to, x, height });
  drawing.append(shape('path', { class: 'area', d: area(points, x, y, height - EDGE.bottom) }));
  drawing.append(shape('path', { class: 'line', d: line(points, x, y) }));
  const last = points.at(-1);
  if (last && last.time >= from) {
    drawing.append(shape('circle', { class: 'dot', cx: x(last.time), cy: y(last.price), r: 4 }));
  }
  svg.querySelector('g')?.remove();
  svg.append(drawing);
}

function grid(drawing, { low, high, y, width }) {
  const step = niceStep((high - low) / 4);
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) {
    const at = y(value).toFixed(1);
    drawing.append(
      shape('line', { class: 'rule', x1: EDGE.left, x2: width - EDGE.right, y1: at, y2: at }),
      shape('text', { x: width - EDGE.right + 8, y: Number(at) + 4 }, value.toFixed(step < 0.1 ? 2 : step < 1 ? 1 : 0)),
    );
  }
}

function times(drawing, { from, to, x, height }) {
  const count = x(to) < 400 ? 2 : 4;
  const step = (to - from) / count;
  for (let i = 0; i < count; i++) {
    const words = `${Math.round((count - i) * step / 1000)} s ago`;
    const anchor = i === 0 ? 'start' : 'middle';
    drawing.append(shape('text', { x: x(from + i * step), y: height - 8, 'text-anchor': anchor }, words));
  }
  drawing.append(shape('text', { x: x(to), y: height - 8, 'text-anchor': 'end' }, 'now'));
}

/** Below each piece of the line. */
function area(points, x, y, bottom) {
  return line(points, x, y).split('M').filter(Boolean).map((piece) => {
    const xs = piece.split('L').map((point) => point.split(' ')[0]);
    return `M${piece}L${xs.at(-1)} ${bottom}L${xs[0]} ${bottom}Z`;
  }).join('');
}

/** A little more than the prices span, and never nothing. */
function range(points) {
  const prices = points.map(({ price }) => price);
  const low = Math.min(...prices);
  const high = Math.max(...prices);
  const margin = Math.max((high - low) * 0.15, Math.abs(high) * 0.001, 0.01);
  return points.length ? [low - margin, high + margin] : [0, 1];
}

function scale(from, to, low, high) {
  const factor = (high - low) / (to - from || 1);
  return (value) => low + (value - from) * factor;
}

function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough);
}
