// A text to read, and a value that was worked out.
import { make } from '../dom.js';
import { effect } from '../reactive.js';
import { LANGUAGE } from '../words.js';

export const NAME = 'note';
export const GROUPED = true;
export const PLAIN = true;

export function draw({ node, element }) {
  const value = make('p', { class: 'value' });
  const isWorkedOut = node.definition.bind.calculate != null;
  element.classList.toggle('valued', isWorkedOut);
  effect(() => {
    value.textContent = written(node) || (isWorkedOut ? '–' : '');
    value.hidden = !value.textContent;
  });
  return value;
}

function written({ valueType, currentState: { value, instanceValue } }) {
  if (value != null && (valueType === 'int' || valueType === 'decimal')) {
    return new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 20 }).format(value);
  }
  return instanceValue ?? '';
}
