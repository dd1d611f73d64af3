// Whole and decimal numbers, as the person's language writes them; an answer is never guessed from something unclear.
import { make } from '../dom.js';
import { effect } from '../reactive.js';
import { LANGUAGE, say } from '../words.js';

export const NAME = 'number';

const LARGEST = 2_147_483_647; // whole numbers of forms have 32 bits
const SPACES = /[\s\u00a0\u202f'’]/g;
const PLAIN = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;
// As tables are read (muster/domain/forms/tables/cells.py).
const THOUSANDS = /^[+-]?\d{1,3}([.,])\d{3}(\1\d{3})+$/; // twice or more: no decimal mark is meant
const COMMA = /^[+-]?(\d+,(\d{1,2}|\d{4,})|\d{1,3}(\.\d{3})+,\d+|0,\d+)$/;
const ENGLISH = /^[+-]?\d{1,3}(,\d{3})+\.\d+$/;
const TWO = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/; // 1,250 may be either, and so may 1.250, but to who writes decimals in English
const BESIDE = 'fr'; // writes decimals as Albanian does, which some browsers do not know

/**
 * The number that was written, as digits with a point; null where it is none, or may be two.
 * @param {string} written
 * @param {boolean} whole
 */
export function digits(written, whole) {
  const bare = written.replace(SPACES, '');
  if (isTwo(bare, whole)) return null;
  const plain = withPoint(bare);
  return PLAIN.test(plain) && !(whole && /\.\d*[1-9]/.test(plain)) ? plain : null;
}

const isTwo = (bare, whole) => TWO.test(bare) && (whole || LANGUAGE !== 'en' || bare.includes(','));

function withPoint(bare) {
  if (THOUSANDS.test(bare)) return bare.replace(/[.,]/g, '');
  if (COMMA.test(bare)) return bare.replaceAll('.', '').replace(',', '.');
  return ENGLISH.test(bare) ? bare.replaceAll(',', '') : bare;
}

function shown(value, useGrouping) {
  if (value == null) return '';
  return new Intl.NumberFormat([LANGUAGE, BESIDE], { useGrouping, maximumFractionDigits: 20 }).format(value);
}

export function draw(asked) {
  const { node } = asked;
  const whole = node.valueType === 'int';
  const grouping = Boolean(node.appearances['thousands-sep']);
  const control = asked.wire(make('input', { type: 'text', inputmode: whole ? 'numeric' : 'decimal', autocomplete: 'off' }));
  let written = ''; // as it was shown, until somebody writes: then it is the value, whatever it would be read as
  const show = (grouped = grouping && document.activeElement !== control) => {
    written = shown(node.currentState.value, grouped);
    control.value = written;
  };
  const isHeld = () => control.value === written || isRead(control.value, whole, asNumber(node.currentState.value));
  control.addEventListener('input', () => { written = null; asked.answer(() => take(asked, control.value, whole)); });
  control.addEventListener('focus', () => { if (grouping && isHeld()) show(false); });
  control.addEventListener('blur', () => { if (isHeld()) show(grouping); });
  effect(() => {
    const value = asNumber(node.currentState.value);
    if (document.activeElement !== control || (value !== null && !isHeld())) show();
  });
  if (asked.page.unread.has(place(asked))) again(asked, control, whole);
  return control;
}

const asNumber = (value) => (value == null ? null : Number(value));

/** What cannot be read is no value, and not the same as none. */
function isRead(written, whole, value) {
  const found = digits(written, whole);
  return found !== null && Number(found) === value;
}

const place = ({ node }) => node.currentState.reference;

/** What was in a draft and could not be read stands there as it was written. */
function again(asked, control, whole) {
  control.value = asked.page.unread.get(place(asked));
  asked.complain(unread(control.value, whole));
}

function take(asked, written, whole) {
  const found = written.trim() ? digits(written, whole) : '';
  if (found === null) asked.page.unread.set(place(asked), written);
  else asked.page.unread.delete(place(asked));
  const large = whole && found && Math.abs(Number(found)) > LARGEST;
  asked.complain(found === null ? unread(written, whole) : large ? say('too_large') : '');
  asked.node.setValue(large ? '' : found ?? '');
}

function unread(written, whole) {
  const bare = written.replace(SPACES, '');
  if (!isTwo(bare, whole)) return say(whole ? 'not_whole' : 'not_number');
  return say('two_numbers', { written, grouped: bare.replace(/[.,]/, ''), broken: bare.replace(',', '.') });
}
