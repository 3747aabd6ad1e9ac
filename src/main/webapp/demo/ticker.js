/** The view of prices as they move. What came while the page was away fills the gap in the chart when it returns. */

import { $, button, element, shape, show } from './dom.js';
import { draw, spark } from './chart.js';
import { Series, SPAN } from './series.js';
import { connection, onConnection } from './session.js';
import { onView, viewIs } from './views.js';
import { refusedWords } from './words.js';

const CHANNEL = 'ticker';
/** What two minutes of all symbols are. */
const BEFORE = 720;
const REDRAW = 1000;
/** The chart shows at least this much time, in milliseconds. */
const NARROWEST = 30_000;

const series = new Series();
const cards = new Map();
let chosen;
let watched;
/** The server's time and ours when the latest price came. */
let latest = { time: 0, at: 0 };
let due = false;

/** Starts it. */
export function startTicker() {
  onView(CHANNEL, watch);
  setInterval(redraw, REDRAW);
  new ResizeObserver(redraw).observe($('chart'));
}

async function watch() {
  redraw();
  const connected = connection();
  if (!connected || watched === connected) {
    return;
  }
  watched = connected;
  const channel = connected.channel(CHANNEL);
  try {
    await channel.subscribe();
    await load(channel);
  } catch (refusal) {
    problem(connected, refusal);
  }
}

async function load(channel) {
  const { messages } = await channel.history({ limit: BEFORE });
  messages.forEach(take);
}

function problem(connected, refusal) {
  if (watched === connected) {
    watched = undefined;
    show('ticker-note', refusedWords(refusal));
  }
}

function take({ content, time }) {
  if (content?.symbol) {
    series.add(content, time);
    if (time > latest.time) {
      latest = { time, at: performance.now() };
    }
    chosen ??= content.symbol;
    redraw();
  }
}

/** Once for all that came until the next frame. */
function redraw() {
  if (!due && viewIs(CHANNEL) && !document.hidden && chosen) {
    due = true;
    requestAnimationFrame(() => {
      due = false;
      showAll();
    });
  }
}

function showAll() {
  const to = latest.time + performance.now() - latest.at;
  const from = Math.max(to - SPAN, Math.min(series.earliest, to - NARROWEST));
  for (const symbol of series.symbols) {
    showCard(symbol, from, to);
  }
  const { price, change, points } = series.of(chosen);
  show('chart-symbol', chosen);
  show('chart-price', money(price));
  showChange($('chart-change'), change);
  $('chart-words').textContent = `${chosen}: ${money(price)}, over the last ${Math.round((to - from) / 1000)} seconds`;
  draw($('chart'), points.filter(({ time }) => time >= from), from, to);
}

function showCard(symbol, from, to) {
  const { price, change, points } = series.of(symbol);
  const card = cards.get(symbol) ?? makeCard(symbol);
  card.button.setAttribute('aria-pressed', symbol === chosen);
  card.price.textContent = money(price);
  showChange(card.change, change);
  spark(card.spark, points.filter(({ time }) => time >= from), from, to);
}

function makeCard(symbol) {
  const card = {
    button: button('quote', '', () => choose(symbol)),
    price: element('span', 'price'),
    change: element('span', 'change'),
    spark: shape('svg', { class: 'spark', viewBox: '0 0 100 28', preserveAspectRatio: 'none', 'aria-hidden': 'true' }),
  };
  card.button.dataset.symbol = symbol;
  card.button.append(element('span', 'symbol', symbol), card.spark, card.price, card.change);
  cards.set(symbol, card);
  const item = element('li', '');
  item.append(card.button);
  $('quotes').append(item);
  return card;
}

function choose(symbol) {
  chosen = symbol;
  redraw();
}

function showChange(target, change) {
  const up = change >= 0;
  target.dataset.up = up;
  target.textContent = `${up ? '▲' : '▼'} ${Math.abs(change).toFixed(2)} %`;
}

function money(price) {
  return price.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

onConnection((connected, signal) => {
  const channel = connected.channel(CHANNEL);
  channel.addEventListener('message', ({ detail }) => take(detail), { signal });
  channel.addEventListener('recovered', ({ detail }) => {
    if (!detail.recovered) {
      load(channel).catch((refusal) => problem(connected, refusal));
    }
  }, { signal });
  if (viewIs(CHANNEL)) {
    watch();
  }
});
