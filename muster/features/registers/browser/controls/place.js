// A point: coordinates by hand, from the device, from the centre of a municipality, or from the map.
import { button, freshId, make } from '../dom.js';
import { effect, signal, untrack } from '../reactive.js';
import { say } from '../words.js';
import { map } from './map.js';
import { labelled } from './month.js';
import { digits } from './number.js';

export const NAME = 'place';
export const GROUPED = true;

const WAIT = 30_000; // milliseconds until a device that finds no place is given up

export function draw(asked) {
  const { node, page } = asked;
  const fields = coordinates(asked, () => node.currentState.value, (point) => node.setValue(point));
  const set = (point) => asked.answer(() => { asked.complain(''); node.setValue(point); });
  const points = () => (node.currentState.value ? [node.currentState.value] : []);
  const box = make('div', { class: 'stack-close' }, fields, accuracy(node), tools(asked, set, page.places));
  if (page.places.length) box.append(near(node, page.places));
  const press = (point) => { if (!untrack(() => node.currentState.readonly)) set(rounded(point)); };
  if (page.places.length) box.append(map(page.places, points, press));
  return box;
}

/** About a metre: more is not pressed on a map. */
export function rounded({ latitude, longitude }) {
  return { latitude: Number(latitude.toFixed(5)), longitude: Number(longitude.toFixed(5)), altitude: null, accuracy: null };
}

/**
 * Two fields for degrees, which speak to `take` once both hold something that can be meant.
 * @param {() => { latitude: number, longitude: number } | null} value
 */
export function coordinates(asked, value, take) {
  const [latitude, longitude] = ['latitude', 'longitude'].map((name) => asked.wire(
    make('input', { type: 'text', inputmode: 'decimal', autocomplete: 'off', id: freshId(name) }), false));
  const read = () => asked.answer(() => {
    const point = { latitude: degrees(latitude.value, 90), longitude: degrees(longitude.value, 180), altitude: null, accuracy: null };
    const whole = point.latitude !== null && point.longitude !== null;
    asked.complain(whole || !(latitude.value + longitude.value) ? '' : say('not_place'));
    take(whole ? point : null);
  });
  for (const field of [latitude, longitude]) field.addEventListener('input', read);
  effect(() => {
    const point = value();
    show(latitude, point?.latitude, 90);
    show(longitude, point?.longitude, 180);
  });
  return make('div', { class: 'row parts' }, labelled(latitude, say('latitude')), labelled(longitude, say('longitude')));
}

function degrees(written, most) {
  const found = digits(written.replace(',', '.'), false); // there are no thousands of degrees
  return found === null || Math.abs(Number(found)) > most ? null : Number(found);
}

function show(field, value, most) {
  if (degrees(field.value, most) === (value ?? null)) return;
  if (value == null && document.activeElement?.closest('.parts') === field.closest('.parts')) return; // being written
  field.value = value ?? '';
}

function accuracy(node) {
  const line = make('p', { class: 'help' });
  effect(() => {
    const metres = node.currentState.value?.accuracy;
    line.hidden = metres == null;
    line.textContent = metres == null ? '' : say('accuracy', { metres: Math.round(metres) });
  });
  return line;
}

/** Which centre is nearest, so that a slip in a figure is seen. */
function near(node, places) {
  const line = make('p', { class: 'help' });
  effect(() => {
    const point = node.currentState.value;
    line.hidden = !point;
    if (point) line.textContent = say('nearest', { name: nearest(point, places).name });
  });
  return line;
}

function nearest(point, places) {
  const squeeze = Math.cos(point.latitude * (Math.PI / 180));
  const away = (place) => Math.hypot(place.latitude - point.latitude, (place.longitude - point.longitude) * squeeze);
  return places.reduce((best, place) => (away(place) < away(best) ? place : best));
}

/** "Where I am now", and the centres of municipalities. */
export function tools(asked, set, places) {
  const row = make('div', { class: 'row parts' });
  if (navigator.geolocation) row.append(here(asked, set));
  if (places.length) row.append(centres(asked, set, places));
  return row;
}

function here(asked, set) {
  const [told, tell] = signal('');
  const words = make('span', { class: 'help', role: 'status' });
  effect(() => { words.textContent = told(); });
  const ask = button(say('here'), async () => {
    tell(say('looking'));
    try {
      set(await whereNow());
      tell('');
    } catch {
      tell(say('not_lent'));
    }
  });
  asked.wire(ask, false);
  return make('span', { class: 'row' }, ask, words);
}

/** Where the device is; rejects where it does not say. */
export function whereNow() {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(({ coords }) => resolve({
      latitude: coords.latitude, longitude: coords.longitude, altitude: coords.altitude ?? null, accuracy: coords.accuracy ?? null,
    }), reject, { enableHighAccuracy: true, timeout: WAIT });
  });
}

function centres(asked, set, places) {
  const select = make('select', { id: freshId('centre') }, make('option', { value: '' }, say('choose')));
  places.forEach((place, index) => select.append(make('option', { value: index }, place.name)));
  asked.wire(select, false).addEventListener('change', () => {
    if (select.value) set(rounded(places[Number(select.value)]));
    select.value = '';
  });
  return labelled(select, say('centre'));
}
