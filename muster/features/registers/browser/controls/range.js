// A number on a scale: a slider, or choices where the form asks for a list or for stars.
import { button, make, setAttribute } from '../dom.js';
import { effect } from '../reactive.js';
import { LANGUAGE, say } from '../words.js';

export const NAME = 'range';

export function draw(asked) {
  const { picker, rating } = asked.node.appearances;
  return picker || rating ? list(asked) : slider(asked);
}

const written = (value) => new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 20 }).format(value);

function slider(asked) {
  const { node } = asked;
  const { start, end, step } = node.definition.bodyElement.bounds;
  const control = asked.wire(make('input', { type: 'range', min: start, max: end, step }));
  const shown = make('output', { class: 'number', for: control.id });
  const take = () => asked.answer(() => node.setValue(control.value));
  const isBlank = () => node.currentState.value == null;
  control.addEventListener('input', take);
  control.addEventListener('click', () => { if (isBlank()) take(); }); // where the slider stands is an answer, too
  control.addEventListener('keydown', (event) => { if (isBlank() && [' ', 'Enter'].includes(event.key)) { event.preventDefault(); take(); } });
  effect(() => {
    const { value } = node.currentState;
    control.value = String(value ?? (Number(start) + Number(end)) / 2);
    control.classList.toggle('blank', value == null);
    shown.textContent = value == null ? say('no_answer') : written(value);
    control.setAttribute('aria-valuetext', shown.textContent);
  });
  const ends = make('div', { class: 'ends help', 'aria-hidden': 'true' }, make('span', {}, written(start)), make('span', {}, written(end)));
  return make('div', { class: 'slider' }, make('div', {}, control, ends), shown, clearing(asked));
}

function clearing(asked) {
  const { node } = asked;
  const clear = button(say('clear_choice'), () => { asked.answer(() => node.setValue(null)); asked.focus(); }, { class: 'link clear' });
  effect(() => setAttribute(clear, 'hidden', node.currentState.value == null || node.currentState.required || node.currentState.readonly));
  return clear;
}

function list(asked) {
  const { node } = asked;
  const { start, end, step } = node.definition.bodyElement.bounds;
  const control = asked.wire(make('select', {}, make('option', { value: '' }, '—')));
  const decimals = (step.split('.')[1] ?? '').length;
  for (let value = Number(start); value <= Number(end) + 1e-9; value += Number(step)) {
    const exact = value.toFixed(decimals);
    control.append(make('option', { value: exact }, node.appearances.rating ? `${'★'.repeat(Math.min(value, 10))} ${exact}` : written(exact)));
  }
  control.addEventListener('change', () => asked.answer(() => node.setValue(control.value || null)));
  effect(() => { control.value = node.currentState.value == null ? '' : Number(node.currentState.value).toFixed(decimals); });
  return control;
}
