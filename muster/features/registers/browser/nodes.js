// Groups, repeats and questions, one below the other, as the form nests them.
import { ask, button, make } from './dom.js';
import { each, effect, shownWhile } from './reactive.js';
import { question } from './question.js';
import { showText } from './text.js';
import { say } from './words.js';

/** Draws what is below `node` into `container`. */
export function children(container, node, page) {
  each(container, () => node.currentState.children.filter(isSeen), (child) => drawn(child, page));
}

/** Headings of a table of choices repeat what every question below shows by itself. */
function isSeen(child) {
  return child.nodeType !== 'model-value' && !(child.nodeType === 'select' && child.appearances?.label);
}

function drawn(node, page) {
  if (node.nodeType === 'group') return group(node, page);
  if (node.nodeType.startsWith('repeat-range')) return repeat(node, page);
  return question(node, page);
}

const hasSomething = (node) => () => node.currentState.relevant && node.currentState.hasRelevantBodyNodes !== false;

function group(node, page) {
  const named = node.definition.bodyElement?.label != null;
  const element = make(named ? 'fieldset' : 'div', { class: named ? 'group' : 'group unnamed' });
  const inside = make('div', { class: 'questions' });
  if (named) element.append(showText(make('legend'), () => node.currentState.label));
  element.append(inside);
  shownWhile(element, hasSomething(node), () => children(inside, node, page));
  return element;
}

/* repeats */

function repeat(node, page) {
  const element = make('section', { class: 'repeat' });
  const inside = make('div', { class: 'questions' });
  element.append(inside);
  if (node.nodeType === 'repeat-range:uncontrolled') element.append(adding(node, element));
  const isOpen = () => node.currentState.relevant;
  shownWhile(element, isOpen, () => each(inside, () => node.currentState.children, (child, index) => instance(child, index, node, page)));
  return element;
}

const nameOf = (node) => node.currentState.label?.asString || say('entry');

function adding(node, element) {
  const add = button('', () => {
    node.addInstances();
    changed(element);
    focusFirst(element.querySelector(':scope > .questions > :last-child'));
  }, { class: 'button add' });
  effect(() => { add.textContent = say('add', { name: nameOf(node) }); });
  return make('p', {}, add);
}

function instance(node, index, range, page) {
  const inside = make('div', { class: 'questions' });
  const legend = make('legend');
  const element = make('fieldset', { class: 'group instance' }, legend, inside);
  const count = () => range.currentState.children.length;
  effect(() => {
    const own = node.currentState.label?.asString || nameOf(range);
    legend.textContent = say('numbered', { name: own, number: index() + 1, count: count() });
  });
  children(inside, node, page);
  if (range.nodeType === 'repeat-range:uncontrolled') element.append(removing(element, legend, index, range));
  effect(() => { element.hidden = !node.currentState.relevant; });
  return element;
}

function removing(element, legend, index, range) {
  const remove = button('', async () => {
    if (!(await ask(say('remove_really', { name: legend.textContent }), say('remove'), say('keep')))) return;
    const section = element.closest('.repeat');
    range.removeInstances(index());
    changed(section);
    section.querySelector(':scope > p > .add').focus(); // what had the focus is gone
  });
  effect(() => { remove.textContent = say('remove_named', { name: nameOf(range), number: index() + 1 }); });
  return make('p', { class: 'removing' }, remove);
}

const changed = (element) => element.dispatchEvent(new Event('answered', { bubbles: true }));

function focusFirst(element) {
  element?.querySelector('input, select, textarea, button')?.focus();
}
