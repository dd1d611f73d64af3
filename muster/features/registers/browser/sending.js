// The record goes to the server, and what comes back is told.
import { sentence } from './question.js';
import { batch } from './reactive.js';
import { questionAt, sayAbove, sumUp, wrongQuestions } from './summary.js';
import { say } from './words.js';

/**
 * Checks and sends. Sent again after a failure it is the same instance: the server takes it once.
 * @returns {Promise<string>} where to go on; "" where the person has something to mend or to wait for
 */
export async function send(page) {
  page.attempt();
  batch(() => { for (const asked of page.questions.values()) asked.refuse(''); });
  const problems = found(page);
  if (problems.length) {
    sumUp(problems, page.above);
    return '';
  }
  page.above.replaceChildren();
  const response = await posted(page).catch(() => null);
  if (response) return answered(page, response);
  sayAbove(page.above, say('no_connection'));
  return '';
}

/** Everything that keeps the form from being sent, of questions and of what the form works out itself. */
function found(page) {
  const questions = wrongQuestions(page).map((asked) => ({ asked, sentence: asked.error() }));
  const others = page.root.validationState.violations.filter((one) => !page.questions.has(one.nodeId));
  return [...questions, ...others.map((one) => ({ sentence: sentence(one.violation) }))];
}

async function posted(page) {
  const { data: [instance] } = await page.root.prepareInstancePayload({ payloadType: 'monolithic' });
  const body = new FormData();
  body.set('xml_submission_file', instance.get('xml_submission_file'));
  for (const file of page.filesHeld()) body.set(file.name, file);
  const token = page.form.querySelector('input[name=csrfmiddlewaretoken]')?.value ?? '';
  return fetch(page.form.dataset.submit, { method: 'POST', body, headers: { 'X-CSRFToken': token, Accept: 'application/json' } });
}

async function answered(page, response) {
  if (response.status === 200 && !response.redirected) return (await response.json()).url;
  if (response.status === 422) refuse(page, (await response.json()).problems);
  else if (response.status === 409) changedMeanwhile(page, await response.json());
  else sayAbove(page.above, say(whyNot(response), { status: response.status }));
  return '';
}

const SENTENCES = { 401: 'signed_out', 403: 'signed_out', 413: 'too_much' };

function whyNot({ status, redirected }) {
  return SENTENCES[status] ?? (redirected ? 'signed_out' : 'not_taken'); // who is not signed in is led to the way in
}

function changedMeanwhile(page, { sentence, url }) {
  sayAbove(page.above, sentence, url, say('see_change'));
}

/** @param {{ path: string, sentence: string }[]} problems */
function refuse(page, problems) {
  const placed = problems.map(({ path, sentence }) => ({ sentence, asked: path ? questionAt(page, path) : undefined }));
  batch(() => { for (const { asked, sentence } of placed) asked?.refuse(sentence); });
  sumUp(placed, page.above);
}
