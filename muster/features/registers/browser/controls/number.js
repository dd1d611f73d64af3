// Whole and decimal numbers, as the person's language writes them; an answer is never guessed from something unclear.
import { make } from '../dom.js';
import { effect } from '../reactive.js';
import { LANGUAGE, say } from '../words.js';

export const NAME = 'number';

const MARK = new Intl.NumberFormat(LANGUAGE).formatToParts(1.5).find((part) => part.type === 'decimal').value;
const LARGEST = 2_147_483_647; // whole numbers of forms have 32 bits
const SPACES = /[\s\u00a0\u202f'’]/g;
const GROUPED = { ',': /^[+-]?\d{1,3}(,\d{3})+$/, '.': /^[+-]?\d{1,3}(\.\d{3})+$/ };
const PLAIN = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

/**
 * The number that was written, as digits with a point; null where it is none. A point is a decimal mark in every
 * language, a comma where the language has it so; either parts thousands where it can be nothing else.
 * @param {string} written
 * @param {boolean} whole
 */
export function digits(written, whole) {
  const bare = written.replace(SPACES, '');
  const plain = withPoint(bare, whole);
  return PLAIN.test(plain) && !(whole && /\.\d*[1-9]/.test(plain)) ? plain : null;
}

function withPoint(bare, whole) {
  const [comma, point] = [bare.lastIndexOf(','), bare.lastIndexOf('.')];
  if (comma >= 0 && point >= 0) {
    const grouping = comma > point ? '.' : ',';
    return bare.replaceAll(grouping, '').replace(',', '.');
  }
  const mark = comma >= 0 ? ',' : '.';
  const several = bare.split(mark).length > 2;
  const parts = GROUPED[mark].test(bare) && (whole || several || (mark === ',' && MARK !== ','));
  return parts ? bare.replaceAll(mark, '') : bare.replace(',', MARK === ',' ? '.' : ',');
}

function shown(value, useGrouping) {
  if (value == null) return '';
  return new Intl.NumberFormat(LANGUAGE, { useGrouping, maximumFractionDigits: 20 }).format(value);
}

export function draw(asked) {
  const { node } = asked;
  const whole = node.valueType === 'int';
  const grouping = Boolean(node.appearances['thousands-sep']);
  const control = asked.wire(make('input', { type: 'text', inputmode: whole ? 'numeric' : 'decimal', autocomplete: 'off' }));
  let written = ''; // as it was shown last: then it is the value, whatever it would be read as
  const show = (grouped = grouping && document.activeElement !== control) => {
    written = shown(node.currentState.value, grouped);
    control.value = written;
  };
  const isHeld = () => control.value === written || read(control.value, whole) === asNumber(node.currentState.value);
  control.addEventListener('input', () => asked.answer(() => take(asked, control.value, whole)));
  control.addEventListener('focus', () => { if (grouping && isHeld()) show(false); });
  control.addEventListener('blur', () => { if (control.value && isHeld()) show(grouping); });
  effect(() => {
    const value = asNumber(node.currentState.value);
    if (document.activeElement !== control || (value !== null && !isHeld())) show();
  });
  return control;
}

const asNumber = (value) => (value == null ? null : Number(value));

function read(written, whole) {
  const found = digits(written, whole);
  return found === null ? null : Number(found);
}

function take(asked, written, whole) {
  const found = written.trim() ? digits(written, whole) : '';
  const large = whole && found && Math.abs(Number(found)) > LARGEST;
  asked.complain(found === null ? say(whole ? 'not_whole' : 'not_number') : large ? say('too_large') : '');
  asked.node.setValue(large ? '' : found ?? '');
}
