// The frame around every question: label, hint, guidance, what is wrong with the answer; the control is drawn by its kind.
import { freshId, make, setAttribute } from './dom.js';
import { batch, derived, effect, ended, shownWhile, signal } from './reactive.js';
import { showMedia, showText } from './text.js';
import { say } from './words.js';
import { kindOf } from './controls/kinds.js';

/**
 * What a control knows of its question.
 * @typedef {object} Question
 * @property {object} node the engine's node
 * @property {object} page what all questions share (see form.js)
 * @property {HTMLElement} element the frame
 * @property {() => string} error the sentence that is shown, or ""
 * @property {() => string} name the label's words
 * @property {(change: () => void) => void} answer changes the answer: whatever follows is worked out at once
 * @property {(sentence: string) => void} complain what was entered cannot be an answer at all; "" when it can again
 * @property {(sentence: string) => void} refuse what the server said of the answer
 * @property {(control: HTMLElement, own?: boolean) => HTMLElement} wire ties a control to label, hint and error
 * @property {() => void} focus
 */

/** Draws a question, once it applies: of a long form few ever do. @returns {HTMLElement} */
export function question(node, page) {
  const kind = kindOf(node);
  const element = make(kind.grouped && !kind.plain ? 'fieldset' : 'div', {
    class: `question field kind-${kind.name}`, 'data-reference': node.definition.nodeset,
  });
  shownWhile(element, () => node.currentState.relevant, () => fill(element, node, kind, page));
  return element;
}

function fill(element, node, kind, page) {
  const ids = { control: freshId('c'), label: freshId('l'), hint: freshId('h'), error: freshId('e') };
  const asked = { node, page, element, ids, grouped: kind.grouped, plain: kind.plain, name: () => node.currentState.label?.asString ?? '' };
  Object.assign(asked, validity(asked), wiring(asked));
  element.append(heading(asked), ...helping(asked), make('div', { class: 'control' }, kind.draw(asked)), complaint(asked));
  if (kind.grouped) grouping(asked, kind);
  page.questions.set(node.nodeId, asked);
  ended(() => page.questions.delete(node.nodeId)); // of a repeat that was removed
}

function heading(asked) {
  const { node, ids, grouped, plain } = asked;
  const words = showText(make('span', { class: 'words' }), () => node.currentState.label);
  const mark = make('span', { class: 'needed' });
  effect(() => { mark.textContent = node.currentState.required && !plain ? say('required') : ''; });
  const attributes = grouped ? { id: ids.label } : { id: ids.label, for: ids.control };
  return make(plain ? 'p' : grouped ? 'legend' : 'label', attributes, words, ' ', mark);
}

function helping(asked) {
  const { node, page, ids } = asked;
  const media = showMedia(make('div', { class: 'media' }), () => node.currentState.label, page.files);
  const hint = showText(make('div', { class: 'help', id: ids.hint }), () => node.currentState.hint);
  effect(() => { hint.hidden = !node.currentState.hint?.asString; });
  return [media, hint, ...guidance(asked)];
}

function guidance({ node, page }) {
  const texts = page.guidance.get(node.definition.nodeset);
  if (!texts?.size) return [];
  const text = make('p');
  effect(() => { text.textContent = texts.get(page.root.currentState.activeLanguage.language) ?? ''; });
  return [make('details', { class: 'help guidance' }, make('summary', {}, say('guidance')), text)];
}

function complaint(asked) {
  const line = make('p', { class: 'error', id: asked.ids.error });
  effect(() => {
    line.textContent = asked.error();
    line.hidden = !line.textContent;
    asked.element.classList.toggle('wrong', !line.hidden);
  });
  return line;
}

/** What is wrong with the answer is said once the person has left the question, or has tried to send. */
function validity(asked) {
  const { node, page, element } = asked;
  const [left, leave] = signal(false);
  const [changed, change] = signal(false);
  const [own, complain] = signal('');
  const [refused, refuse] = signal('');
  element.addEventListener('focusout', (event) => { if (!element.contains(event.relatedTarget)) page.afterPress(() => leave(true)); });
  const error = derived(() => {
    if (!node.currentState.relevant) return '';
    const seen = page.tried() || (left() && changed());
    return refused() || (seen && (own() || sentence(node.validationState.violation, asked.plain))) || '';
  });
  const answer = (act) => {
    try {
      batch(() => { refuse(''); change(true); act(); });
    } catch (error) { // the engine's, of what follows from the answer: until the page is opened again it follows no more
      refuse(say('not_worked_out', { reason: error.message }));
    }
    element.dispatchEvent(new Event('answered', { bubbles: true }));
  };
  const wrong = () => Boolean(node.currentState.relevant && (own() || node.validationState.violation));
  return { error, wrong, answer, complain: (words) => { change(true); complain(words); }, refuse };
}

/** What is said where the form has no sentence of its own. */
const UNSAID = { constraint: 'constraint', required: 'answer_needed', shown: 'in_the_way' };

/** @param {boolean} [plain] whether it is a text only: one that is required says that the form cannot be sent */
export function sentence(violation, plain = false) {
  return violation ? violation.message?.asString || say(UNSAID[plain ? 'shown' : violation.condition]) : '';
}

function describedBy({ node, ids, error }) {
  const by = [node.currentState.hint?.asString && ids.hint, error() && ids.error].filter(Boolean);
  return by.join(' ') || null;
}

/** The fieldset itself carries what one control alone would. */
function grouping(asked, kind) {
  const { element, node, ids } = asked;
  element.id = ids.control;
  effect(() => setAttribute(element, 'aria-describedby', describedBy(asked)));
  if (kind.role !== 'radiogroup') return;
  element.setAttribute('role', kind.role);
  effect(() => setAttribute(element, 'aria-required', node.currentState.required ? 'true' : null));
  effect(() => setAttribute(element, 'aria-invalid', asked.error() ? 'true' : null));
}

function wiring(asked) {
  const { node, element, grouped } = asked;
  /** @param {boolean} named whether the control has the question's label, and no label of its own */
  const wire = (control, named = !grouped) => {
    if (named) describing(asked, control);
    effect(() => lock(control, node.currentState.readonly));
    return control;
  };
  const focus = () => element.querySelector('input, select, textarea, button')?.focus();
  return { wire, focus };
}

function describing(asked, control) {
  control.id = asked.ids.control;
  effect(() => setAttribute(control, 'aria-describedby', describedBy(asked)));
  effect(() => setAttribute(control, 'aria-invalid', asked.error() ? 'true' : null));
  if (UNASKED.has(control.type)) return;
  effect(() => setAttribute(control, 'aria-required', asked.node.currentState.required ? 'true' : null));
}

const UNASKED = new Set(['range', 'file']); // controls that know no `aria-required`
const WRITTEN = new Set(['text', 'date', 'time', 'datetime-local', 'number', 'textarea', 'password', 'url']);

/** What is only read stays reachable and readable where the control can do that. */
function lock(control, readonly) {
  if (WRITTEN.has(control.type)) control.readOnly = readonly;
  else control.disabled = readonly;
}
