// A line or an area: its points one below the other.
import { button, make } from '../dom.js';
import { effect, rooted, signal, untrack } from '../reactive.js';
import { say } from '../words.js';
import { map } from './map.js';
import { coordinates, rounded, tools } from './place.js';

export const NAME = 'points';
export const GROUPED = true;

const FEWEST = { geotrace: 2, geoshape: 3 };

export function draw(asked) {
  const { node, page } = asked;
  const area = node.valueType === 'geoshape';
  const [points, setPoints] = signal(untrack(() => opened(node.currentState.value, area)));
  const put = (next) => asked.answer(() => { setPoints(next); answer(asked, next, area); });
  const add = (point) => put([...points(), point]);
  const list = make('ol', { class: 'points' });
  drawList(asked, list, points, put);
  effect(() => takeOver(node, points, setPoints, area));
  const adding = asked.wire(button(say('add_point'), () => { add(null); list.lastElementChild.querySelector('input').focus(); }), false);
  const box = make('div', { class: 'stack-close' }, list, make('p', {}, adding), tools(asked, add, page.places));
  const press = (point) => { if (!untrack(() => node.currentState.readonly)) add(rounded(point)); };
  if (page.places.length) box.append(map(page.places, () => closed(points().filter(Boolean), area), press));
  return box;
}

/** One line a point; drawn anew only when their number changes, so that writing in one keeps its place. */
function drawList(asked, list, points, put) {
  let lines = [];
  effect(() => {
    const count = points().length;
    while (lines.length > count) { const gone = lines.pop(); gone.element.remove(); gone.end(); }
    while (lines.length < count) {
      const made = untrack(() => rooted((end) => ({ end, element: line(asked, lines.length, points, put) })));
      lines.push(made);
      list.append(made.element);
    }
  });
}

function line(asked, index, points, put) {
  const change = (point) => put(points().map((one, at) => (at === index ? point : one)));
  const fields = coordinates(asked, () => points()[index], change);
  const remove = asked.wire(button(say('remove'), () => {
    put(points().filter((_, at) => at !== index));
    asked.element.querySelector('.points ~ p button').focus();
  }, { 'aria-label': say('remove_point', { number: index + 1 }) }), false);
  return make('li', {}, make('div', { class: 'row' }, fields, remove));
}

const same = (one, other) => one.latitude === other.latitude && one.longitude === other.longitude;

/** An area ends where it began; that last point is not shown twice. */
function opened(value, area) {
  const points = value ?? [];
  return area && points.length > 1 && same(points[0], points.at(-1)) ? points.slice(0, -1) : [...points];
}

function closed(points, area) {
  return area && points.length > 2 ? [...points, points[0]] : points;
}

function answer(asked, points, area) {
  const whole = points.filter(Boolean);
  const few = whole.length < FEWEST[asked.node.valueType];
  asked.complain(points.length && (few || whole.length < points.length) ? say('few_points', { count: FEWEST[asked.node.valueType] }) : '');
  asked.node.setValue(few || whole.length < points.length ? null : closed(whole, area));
}

/** A value that came from elsewhere, such as a calculation, takes the place of what is listed. */
function takeOver(node, points, setPoints, area) {
  const value = opened(node.currentState.value, area);
  const listed = untrack(points);
  if (!value.length) return;
  if (value.length !== listed.length || value.some((point, index) => !listed[index] || !same(point, listed[index]))) setPoints(value);
}
