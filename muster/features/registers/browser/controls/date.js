// Days, times, and both together, by what the browser lends for them.
import { make } from '../dom.js';
import { effect } from '../reactive.js';
import { say } from '../words.js';

export const NAME = 'date';

const TYPES = { date: 'date', time: 'time', dateTime: 'datetime-local' };

const LAST = { date: '9999-12-31', dateTime: '9999-12-31T23:59' }; // else years have six digits

/** The engine's value as the control holds it: without seconds and zone, in local time. */
const HELD = {
  date: (value) => String(value),
  time: (value) => value.slice(0, 5),
  dateTime: (value) => (/(Z|[+-]\d\d:?\d\d)$/.test(value) ? local(new Date(value)) : value.slice(0, 16)),
};

/** What the control holds as the engine takes it; a time alone is that of the clock on the wall, without zone. */
const TAKEN = {
  date: (held) => held,
  time: (held) => `${held}:00.000`,
  dateTime: (held) => new Date(held),
};

const two = (number) => String(number).padStart(2, '0');

function local(date) {
  const day = [String(date.getFullYear()).padStart(4, '0'), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function draw(asked) {
  const { node } = asked;
  const kind = node.valueType;
  const control = asked.wire(make('input', { type: TYPES[kind], max: LAST[kind] }));
  control.addEventListener('input', () => asked.answer(() => {
    asked.complain(control.validity.badInput ? say('not_date') : '');
    node.setValue(control.value ? TAKEN[kind](control.value) : null);
  }));
  effect(() => {
    const held = node.currentState.value ? HELD[kind](node.currentState.value) : '';
    const half = document.activeElement === control && control.value === '' && held === ''; // half a date is being written
    if (!half && control.value !== held) control.value = held;
  });
  return control;
}
