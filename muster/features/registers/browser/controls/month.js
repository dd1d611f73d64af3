// A month of a year, or a year: kept as its first day.
import { freshId, make } from '../dom.js';
import { effect } from '../reactive.js';
import { LANGUAGE, say } from '../words.js';

export const NAME = 'month';
export const GROUPED = true;

export function draw(asked) {
  const { node } = asked;
  const year = make('input', { type: 'text', inputmode: 'numeric', maxlength: 4, size: 4, autocomplete: 'off', id: freshId('year') });
  const month = node.appearances['month-year'] ? months() : null;
  const parts = [month, year].filter(Boolean);
  for (const part of parts) {
    asked.wire(part, false).addEventListener('input', () => asked.answer(() => take(asked, year, month)));
  }
  effect(() => show(node.currentState.value, year, month));
  return make('div', { class: 'row parts' }, ...parts.map((part) => labelled(part, say(part === year ? 'year' : 'month'))));
}

export function labelled(part, words) {
  return make('span', { class: 'part' }, make('label', { for: part.id }, words), part);
}

function months() {
  const name = new Intl.DateTimeFormat(LANGUAGE, { month: 'long', timeZone: 'UTC' });
  const select = make('select', { id: freshId('month') }, make('option', { value: '' }, '—'));
  for (let index = 0; index < 12; index += 1) {
    select.append(make('option', { value: String(index + 1).padStart(2, '0') }, name.format(new Date(Date.UTC(2024, index)))));
  }
  return select;
}

function take(asked, year, month) {
  const whole = /^\d{4}$/.test(year.value) && (!month || month.value);
  const begun = year.value || month?.value;
  asked.complain(begun && !whole ? say(month ? 'not_month' : 'not_year') : '');
  asked.node.setValue(whole ? `${year.value}-${month ? month.value : '01'}-01` : null);
}

function show(value, year, month) {
  if (!value) {
    if ([year, month].includes(document.activeElement)) return;
    year.value = '';
    if (month) month.value = '';
    return;
  }
  const [years, months] = String(value).split('-');
  if (year.value !== years) year.value = years;
  if (month && month.value !== months) month.value = months;
}
