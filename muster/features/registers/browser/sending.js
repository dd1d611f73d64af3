// The record goes to the server, and what comes back is told.
import { ask, button, make } from './dom.js';
import { sentence } from './question.js';
import { batch } from './reactive.js';
import { questionAt, sayAbove, sumUp, wrongQuestions } from './summary.js';
import { say } from './words.js';

/**
 * Checks and sends. Sent again after a failure it is the same instance: the server takes it once.
 * @param {{ now: () => Promise<boolean> }} drafts keeps the draft, and says whether it could
 * @returns {Promise<string>} where to go on; "" where the person has something to mend or to wait for
 */
export async function send(page, drafts) {
  page.attempt();
  batch(() => { for (const asked of page.questions.values()) asked.refuse(''); });
  const problems = found(page);
  if (problems.length) {
    sumUp(problems, page.above);
    return '';
  }
  page.above.replaceChildren();
  return handedIn(page, drafts, {});
}

/** @param {Record<string, string>} more what is sent beside the answers */
async function handedIn(page, drafts, more) {
  const response = await posted(page, more).catch(() => null);
  if (response) return answered(page, response, drafts);
  sayAbove(page.above, say('no_connection'));
  return '';
}

/** Everything that keeps the form from being sent: of questions, and of what the form works out itself, which may be nothing. */
function found(page) {
  const questions = wrongQuestions(page).map((asked) => ({ asked, sentence: asked.error() }));
  const isOther = ({ nodeId, violation }) => violation.condition !== 'required' && !page.questions.has(nodeId);
  const others = () => page.root.validationState.violations.filter(isOther);
  const stands = ({ nodeId }) => () => others().some((one) => one.nodeId === nodeId);
  return [...questions, ...others().map((one) => ({ sentence: sentence(one.violation), stands: stands(one) }))];
}

async function posted(page, more) {
  const { data: [instance] } = await page.root.prepareInstancePayload({ payloadType: 'monolithic' });
  const body = new FormData();
  body.set('xml_submission_file', instance.get('xml_submission_file'));
  for (const file of page.filesHeld()) body.set(file.name, file);
  body.set('version', page.form.dataset.version); // that the person was given
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  const token = page.form.querySelector('input[name=csrfmiddlewaretoken]')?.value ?? '';
  return fetch(page.form.dataset.submit, { method: 'POST', body, headers: { 'X-CSRFToken': token, Accept: 'application/json' } });
}

async function answered(page, response, drafts) {
  if (response.status === 200 && !response.redirected) return (await response.json()).url;
  if (response.status === 422) refuse(page, (await response.json()).problems);
  else if (response.status === 409) return standsInTheWay(page, await response.json(), drafts);
  else sayAbove(page.above, say(whyNot(response), { status: response.status }));
  return '';
}

const SENTENCES = { 401: 'signed_out', 403: 'signed_out', 413: 'too_much' };

function whyNot({ status, redirected }) {
  return SENTENCES[status] ?? (redirected ? 'signed_out' : 'not_taken'); // who is not signed in is led to the way in
}

async function standsInTheWay(page, told, drafts) {
  if (told.same) return asSame(page, told.same, drafts);
  await changedMeanwhile(page, told, drafts);
  return '';
}

/** Others have the same number: the person looks at them, or saves all the same. */
async function asSame(page, same, drafts) {
  const others = same.flatMap(({ said, name, url }) => [say('same_number', { said }), ' ', make('a', { href: url, target: '_blank' }, name), '. ']);
  const words = make('span', {}, ...others, say('save_really'));
  return (await ask(words, say('all_the_same'), say('not_yet'))) ? handedIn(page, drafts, { all_the_same: 'yes' }) : '';
}

/** What somebody else changed is said; the page opens the newest version and offers the draft there. */
async function changedMeanwhile(page, { sentence, since, url }, drafts) {
  const isKept = await drafts.now();
  const look = make('a', { href: url, target: '_blank' }, say('see_change')); // beside what was typed
  const goOn = button(say('go_on_newest'), () => window.location.reload(), { class: 'button primary' });
  sayAbove(page.above, sentence, make('ul', {}, ...since.map((one) => make('li', {}, one))), make('p', {}, look),
    isKept ? make('p', {}, goOn) : make('p', {}, say('not_kept')));
}

/** @param {{ path: string, sentence: string, said?: string }[]} problems `said` at the question, which has its name */
function refuse(page, problems) {
  const placed = problems.map(({ path, sentence, said }) => {
    const asked = path ? questionAt(page, path) : undefined;
    return { asked, sentence: (asked && said) || sentence };
  });
  batch(() => { for (const { asked, sentence } of placed) asked?.refuse(sentence); });
  sumUp(placed, page.above);
}
