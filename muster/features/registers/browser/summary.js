// What is wrong, summed up above the form with links to the questions; it takes the focus.
import { make } from './dom.js';
import { say } from './words.js';

const PATH = /\[\d+\]/g;

/** Questions whose answers are refused, from top to bottom. */
export function wrongQuestions(page) {
  const wrong = [...page.questions.values()].filter((asked) => asked.element.isConnected && asked.wrong());
  return wrong.sort((one, other) => (one.element.compareDocumentPosition(other.element) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
}

/**
 * @param {{ asked?: object, sentence: string }[]} problems
 * @param {Element} place
 */
export function sumUp(problems, place) {
  const list = make('ul', {}, ...problems.map(({ asked, sentence }) => make('li', {}, asked ? leading(asked, sentence) : sentence)));
  tell(place, make('h2', {}, say('wrong', { count: problems.length })), list);
}

function leading(asked, sentence) {
  const name = asked.name();
  const link = make('a', { href: `#${asked.ids.control}` }, name ? `${name}: ${sentence}` : sentence);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    asked.element.scrollIntoView({ block: 'center' });
    asked.focus();
  });
  return link;
}

/** Says one thing above the form, with a way on where there is one. */
export function sayAbove(place, sentence, url = '', words = '') {
  tell(place, make('p', {}, sentence), url ? make('p', {}, make('a', { href: url }, words)) : null);
}

function tell(place, ...children) {
  const box = make('section', { class: 'notice bad stack', tabindex: '-1', 'aria-label': say('problems') }, ...children);
  place.replaceChildren(box);
  box.focus();
  box.scrollIntoView({ block: 'start' });
}

/**
 * The question that the server means by `group/field` or `repeat[2]/field`; undefined where the form shows none.
 * @param {string} path
 */
export function questionAt(page, path) {
  const whole = (asked) => asked.node.currentState.reference.split('/').slice(2).join('/');
  const all = [...page.questions.values()].filter((asked) => asked.element.isConnected);
  const wanted = path.startsWith('/') ? path.split('/').slice(2).join('/') : path;
  return all.find((asked) => whole(asked) === wanted)
    ?? all.find((asked) => firsts(whole(asked)) === firsts(wanted))
    ?? all.find((asked) => whole(asked).replace(PATH, '') === wanted.replace(PATH, ''));
}

const firsts = (path) => path.replaceAll('[1]', '');
