// Which control answers which question.
import * as acknowledge from './acknowledge.js';
import * as barcode from './barcode.js';
import * as choice from './choice.js';
import * as combobox from './combobox.js';
import * as date from './date.js';
import * as month from './month.js';
import * as note from './note.js';
import * as number from './number.js';
import * as place from './place.js';
import * as points from './points.js';
import * as range from './range.js';
import * as rank from './rank.js';
import * as text from './text.js';
import * as upload from './upload.js';

/**
 * @typedef {object} Kind
 * @property {string} name the class of the question
 * @property {boolean} grouped several controls: a fieldset with a legend instead of a label
 * @property {boolean} plain nothing to answer: a text only
 * @property {string} [role]
 * @property {(asked: import('../question.js').Question) => Node} draw
 */

const MANY = 12; // choices that are looked through at one glance

const INPUTS = {
  int: number, decimal: number, date, time: date, dateTime: date, barcode,
  geopoint: place, geotrace: points, geoshape: points,
};

/** @returns {Kind} */
export function kindOf(node) {
  const one = module(node);
  const draw = (asked) => one.draw(asked);
  return { name: one.NAME, grouped: one.GROUPED ?? false, plain: one.PLAIN ?? false, role: one.roleOf?.(node), draw };
}

function module(node) {
  if (node.nodeType === 'select') return isLong(node) ? combobox : choice;
  if (node.nodeType === 'input') return inputOf(node);
  return { note, range, rank, trigger: acknowledge, upload }[node.nodeType] ?? text;
}

function inputOf(node) {
  if (node.valueType === 'date' && (node.appearances['month-year'] || node.appearances.year)) return month;
  return INPUTS[node.valueType] ?? text;
}

function isLong(node) {
  const { minimal, autocomplete } = node.appearances;
  return minimal || autocomplete || node.currentState.valueOptions.length > MANY;
}
