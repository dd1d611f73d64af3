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
 * The list follows the answers: what is mended leaves it, and with the last it goes itself.
 * @param {{ asked?: object, sentence: string, stands?: () => boolean }[]} problems `stands` says whether one still does
 * @param {Element} place
 */
export function sumUp(problems, place) {
  const items = problems.map(({ asked, sentence, stands = standing(asked) }) => {
    return { stands, line: make('li', {}, asked ? leading(asked, sentence) : sentence) };
  });
  const heading = make('h2', {}, say('wrong', { count: items.length }));
  const box = tell(place, heading, make('ul', {}, ...items.map(({ line }) => line)));
  const form = place.closest('form');
  const follow = () => {
    for (const { stands, line } of items) line.hidden = !stands();
    const count = items.filter(({ line }) => !line.hidden).length;
    heading.textContent = say('wrong', { count });
    if (!count) box.remove();
    if (!box.isConnected) form.removeEventListener('answered', follow);
  };
  form.addEventListener('answered', follow);
}

/** What is said of no question stands until the form is sent again. */
function standing(asked) {
  return () => !asked || Boolean(asked.element.isConnected && asked.error());
}

function leading(asked, sentence) {
  const name = asked.name();
  return linked(asked, name ? `${name}: ${sentence}` : sentence);
}

/** Words that lead to a question. */
export function linked(asked, words) {
  const link = make('a', { href: `#${asked.ids.control}` }, words);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    asked.element.scrollIntoView({ block: 'center' });
    asked.focus();
  });
  return link;
}

/** Says one thing above the form, and what belongs to it. */
export function sayAbove(place, sentence, ...more) {
  tell(place, make('p', {}, sentence), ...more);
}

function tell(place, ...children) {
  const box = make('section', { class: 'notice bad stack', tabindex: '-1', 'aria-label': say('problems') }, ...children);
  place.replaceChildren(box);
  box.focus();
  box.scrollIntoView({ block: 'start' });
  return box;
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
