// Words: one line, several lines, an address, digits, something that nobody beside should read.
import { make } from '../dom.js';
import { effect } from '../reactive.js';

export const NAME = 'text';

export function draw(asked) {
  const { node } = asked;
  const control = asked.wire(field(node));
  control.addEventListener('input', () => asked.answer(() => node.setValue(control.value)));
  effect(() => {
    const value = node.currentState.value ?? '';
    if (control.value !== value) control.value = value;
  });
  return control;
}

function field(node) {
  const { multiline, numbers, url, masked } = node.appearances ?? {};
  const rows = node.nodeOptions?.rows;
  if (multiline || rows) return make('textarea', { rows: rows ?? 4 });
  const attributes = { type: 'text', autocomplete: 'off' };
  if (numbers) attributes.inputmode = 'numeric';
  if (url) attributes.type = 'url';
  if (masked) attributes.type = 'password';
  return make('input', attributes);
}
