// A plain map: centres of municipalities and the points of an answer; no tiles from outside.
import { draw, make } from '../dom.js';
import { effect } from '../reactive.js';
import { say } from '../words.js';

/**
 * @typedef {{ latitude: number, longitude: number }} Point degrees, WGS 84
 * @typedef {Point & { name: string }} Place
 */

const WIDTH = 480;
const MARGIN = 0.08; // of the span on every side

/** Where degrees lie in the drawing: north is up, a degree of longitude as wide as it is in the middle of the map. */
function projection(places) {
  const latitudes = places.map((place) => place.latitude);
  const longitudes = places.map((place) => place.longitude);
  const [south, north] = [Math.min(...latitudes), Math.max(...latitudes)];
  const [west, east] = [Math.min(...longitudes), Math.max(...longitudes)];
  const squeeze = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const span = Math.max((east - west) * squeeze, 0.1);
  const scale = WIDTH / (span * (1 + 2 * MARGIN));
  const height = Math.max((north - south) * scale + 2 * MARGIN * span * scale, WIDTH / 2);
  const left = west - (MARGIN * span) / squeeze;
  const top = north + MARGIN * span;
  return {
    height,
    at: ({ latitude, longitude }) => [(longitude - left) * squeeze * scale, (top - latitude) * scale],
    from: (x, y) => ({ latitude: top - y / scale, longitude: left + x / (squeeze * scale) }),
  };
}

/**
 * A map of `places` with `points()`; a press on it gives the point there to `choose`. By keyboard the same is done with
 * the fields beside it, so the map itself is a picture.
 * @param {Place[]} places
 * @param {() => Point[]} points
 * @param {(point: Point) => void} choose
 */
export function map(places, points, choose) {
  const { height, at, from } = projection(places);
  const svg = draw('svg', { class: 'map', viewBox: `0 0 ${WIDTH} ${Math.round(height)}`, role: 'img', 'aria-label': say('map') });
  for (const place of places) svg.append(centre(place, at(place)));
  const line = draw('polyline', { class: 'line' });
  const marks = draw('g', { class: 'marks' });
  svg.append(line, marks);
  svg.addEventListener('click', (event) => {
    const box = svg.getBoundingClientRect();
    choose(from(((event.clientX - box.left) / box.width) * WIDTH, ((event.clientY - box.top) / box.height) * Math.round(height)));
  });
  effect(() => {
    const spots = points().map(at);
    line.setAttribute('points', spots.map((spot) => spot.join(',')).join(' '));
    marks.replaceChildren(...spots.map(([cx, cy]) => draw('circle', { cx, cy, r: 6 })));
  });
  return make('div', { class: 'map-box' }, svg, make('p', { class: 'help' }, say('map_help')));
}

function centre(place, [cx, cy]) {
  return draw('g', { class: 'centre' }, draw('circle', { cx, cy, r: 3 }, draw('title', {}, place.name)));
}
