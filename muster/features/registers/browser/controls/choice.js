// One or several of a few choices, all to be seen at once.
import { button, freshId, make, setAttribute } from '../dom.js';
import { derived, each, effect, untrack } from '../reactive.js';
import { showMedia, showText } from '../text.js';
import { say } from '../words.js';

export const NAME = 'choice';
export const GROUPED = true;
export const roleOf = (node) => (isOne(node) ? 'radiogroup' : undefined);

const isOne = (node) => node.selectType === 'select1';

export function draw(asked) {
  const { node } = asked;
  const list = make('div', { class: `choices ${layout(node.appearances)}` });
  effect(() => list.classList.toggle('with-pictures', Boolean(node.currentState.isSelectWithImages)));
  const items = derived(() => new Map(node.currentState.valueOptions.map((item) => [item.value, item])));
  const name = freshId('choice');
  each(list, () => [...items().keys()], (value) => option(asked, value, items, name));
  const none = make('p', { class: 'help' }, say('no_choices'));
  effect(() => { none.hidden = items().size > 0; });
  const box = make('div', { class: 'choice-box' }, list, none);
  if (isOne(node)) box.append(clearing(asked));
  return box;
}

/** Appearances of forms that say how choices stand: side by side, in so many columns, on a scale. */
function layout(appearances) {
  const [columns] = [...appearances].filter((one) => /^columns-\d$/.test(one));
  if (columns) return columns;
  if (appearances.likert) return 'likert';
  return BESIDE.some((one) => appearances[one]) ? 'columns' : 'listed';
}

const BESIDE = ['columns', 'columns-pack', 'horizontal', 'horizontal-compact', 'compact', 'quickcompact'];

function option(asked, value, items, name) {
  const { node, page } = asked;
  const text = () => items().get(value)?.label ?? null; // read a moment longer than the choice is there
  const control = make('input', { type: isOne(node) ? 'radio' : 'checkbox', name, value, id: freshId('o') });
  asked.wire(control);
  control.addEventListener('change', () => asked.answer(() => choose(node, value, control.checked)));
  effect(() => { control.checked = node.currentState.value.includes(value); });
  const media = showMedia(make('span', { class: 'media' }), text, page.files);
  const words = showText(make('span', { class: 'words' }), text);
  return make('div', { class: 'option' }, make('label', { for: control.id }, control, words), media);
}

function choose(node, value, chosen) {
  if (isOne(node)) node.selectValue(value);
  else node.selectValues(untrack(() => [...node.currentState.value.filter((one) => one !== value), ...(chosen ? [value] : [])]));
}

function clearing(asked) {
  const { node } = asked;
  const clear = button(say('clear_choice'), () => {
    asked.answer(() => node.selectValue(null));
    asked.focus();
  }, { class: 'link clear' });
  effect(() => {
    const { value, required, readonly } = node.currentState;
    setAttribute(clear, 'hidden', required || readonly || !value.length);
  });
  return clear;
}
