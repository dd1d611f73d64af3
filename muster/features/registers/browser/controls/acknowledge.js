// Something that the person takes note of by a tick.
import { make } from '../dom.js';
import { effect } from '../reactive.js';
import { say } from '../words.js';

export const NAME = 'acknowledge';
export const GROUPED = true;

export function draw(asked) {
  const { node, ids } = asked;
  const control = asked.wire(make('input', { type: 'checkbox', id: `${ids.control}-tick` }));
  control.addEventListener('change', () => asked.answer(() => node.setValue(control.checked)));
  effect(() => { control.checked = node.currentState.value; });
  return make('div', { class: 'option' }, make('label', { for: control.id }, control, make('span', {}, say('taken_note'))));
}
