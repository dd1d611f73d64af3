// Choices put in an order by moving them up and down.
import { button, make } from '../dom.js';
import { derived, each, effect, untrack } from '../reactive.js';
import { showText } from '../text.js';
import { say } from '../words.js';

export const NAME = 'rank';
export const GROUPED = true;

export function draw(asked) {
  const { node } = asked;
  const items = derived(() => new Map(node.currentState.valueOptions.map((item) => [item.value, item])));
  const order = derived(() => (node.currentState.value.length ? node.currentState.value : [...items().keys()]));
  const list = make('ol', { class: 'ranks' });
  const told = make('p', { class: 'hidden', role: 'status' });
  const move = (value, step) => {
    asked.answer(() => node.setValues(moved(untrack(order), value, step)));
    told.textContent = say('now_at', { name: items().get(value).label.asString, number: untrack(order).indexOf(value) + 1 });
  };
  each(list, order, (value, index) => line(asked, value, { items, index, order, move }));
  return make('div', {}, list, accepting(asked, order), told);
}

function moved(order, value, step) {
  const rest = order.filter((one) => one !== value);
  rest.splice(order.indexOf(value) + step, 0, value);
  return rest;
}

function line(asked, value, { items, index, order, move }) {
  const text = () => items().get(value)?.label ?? null;
  const words = showText(make('span', { class: 'words' }), text);
  const [up, down] = [['↑', -1, 'move_up'], ['↓', 1, 'move_down']].map(([sign, step, key]) => {
    const control = button(sign, () => { move(value, step); control.focus(); }, { class: 'button small' });
    effect(() => control.setAttribute('aria-label', say(key, { name: text()?.asString ?? value })));
    effect(() => { control.disabled = asked.node.currentState.readonly || !(index() + step in order()); });
    return control;
  });
  return make('li', {}, words, make('span', { class: 'moves' }, up, down));
}

function accepting(asked, order) {
  const { node } = asked;
  const accept = button(say('order_is_right'), () => asked.answer(() => node.setValues([...untrack(order)])));
  const line = make('p', { class: 'row' }, make('span', { class: 'help' }, say('not_ordered')), accept);
  effect(() => { line.hidden = node.currentState.value.length > 0 || node.currentState.readonly; });
  return line;
}
