// The words of the page around a form's own, translated by the server: a script element with JSON, by key.

const words = JSON.parse(document.getElementById('form-words')?.textContent ?? '{}');

/** The language that the page is in, for numbers, months and the order of words. */
export const LANGUAGE = document.documentElement.lang || 'en';

/**
 * @param {string} key
 * @param {Record<string, string | number>} [values] what stands in braces in the words
 */
export function say(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** The hour and minute, such as 10:32. */
export function clock(date) {
  return new Intl.DateTimeFormat(LANGUAGE, { hour: '2-digit', minute: '2-digit', hour12: false }).format(date);
}

/** Such as 22 Nov, 10:32. */
export function moment(date) {
  if (date.toDateString() === new Date().toDateString()) return clock(date);
  return `${new Intl.DateTimeFormat(LANGUAGE, { day: 'numeric', month: 'short' }).format(date)}, ${clock(date)}`;
}

const UNITS = ['B', 'kB', 'MB', 'GB'];

/** Bytes as people read them. */
export function size(bytes) {
  const power = Math.min(UNITS.length - 1, bytes > 0 ? Math.floor(Math.log10(bytes) / 3) : 0);
  const amount = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: power ? 1 : 0 }).format(bytes / 1000 ** power);
  return `${amount} ${UNITS[power]}`;
}
