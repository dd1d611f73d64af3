// Filling in a form: the engine computes, the page draws what it says, keeps a draft and sends the record.
import { loadForm } from '@getodk/xforms-engine';

import { beforeChange, prepared } from './definition.js';
import { whereNow } from './controls/place.js';
import { ask, button, make } from './dom.js';
import { draftOf, forget, keep } from './draft.js';
import { languageSwitch, speak } from './languages.js';
import { children } from './nodes.js';
import { asItIs, overNewest } from './offering.js';
import { observed, rooted, signal } from './reactive.js';
import { send } from './sending.js';
import { filledIn, isAbout } from './prefilled.js';
import { beside } from './text.js';
import { linked, questionAt, sayAbove } from './summary.js';
import { clock, moment, say } from './words.js';

const PAUSE = 800; // milliseconds without a change until the draft is kept

/** @param {HTMLFormElement} form see the page's template for what its data say */
async function begin(form) {
  const above = make('div', { class: 'above' });
  const waiting = make('p', { class: 'quiet', role: 'status' }, say('loading'));
  form.append(above, waiting);
  form.noValidate = true;
  try {
    await open(form, above, waiting);
    form.dataset.state = 'ready';
  } catch (error) {
    form.dataset.state = 'failed';
    sayAbove(above, say('not_loaded', { reason: error.message }));
  }
  waiting.remove();
}

async function open(form, above, waiting) {
  const { xml, guidance, repeats } = prepared(await text(form.dataset.form));
  const files = form.dataset.files;
  const loaded = await loadForm(xml, { fetchFormAttachment: (resource) => fetch(beside(files, resource)) });
  if (loaded.status === 'failure') throw loaded.error;
  const kept = await draftOf(form.dataset.user, form.dataset.draft);
  const made = `${form.dataset.version} ${form.dataset.form}`;
  waiting.remove();
  const newest = async () => ({ made, repeats, xml: (await undrafted(form, loaded)).instanceState.instanceXML });
  const draft = await takenUpOf(form, above, kept, made, newest);
  const { root, restored } = await instanceOf(form, loaded, draft);
  speak(root, form.dataset.language);
  const page = shared({ form, above, root, files, guidance, unread: new Map(restored ? draft.unread : []) });
  rooted(() => lay(page, restored ? draft : null, made));
}

/** What of a draft is gone on with: null where there is none, or it is thrown away. */
async function takenUpOf(form, above, kept, made, newest) {
  if (kept && kept.made !== made) return overNewest(above, kept, await newest());
  return kept && !form.dataset.instance && !isAbout(kept.xml) ? asItIs(above, kept) : kept;
}

async function text(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(say('not_found', { status: response.status }));
  return response.text();
}

/* the instance: a draft, a record, or a new one */

function configuration(form) {
  const point = async () => {
    const { latitude, longitude, altitude, accuracy } = await whereNow();
    return `${latitude} ${longitude} ${altitude ?? 0} ${accuracy ?? 0}`;
  };
  return {
    stateFactory: observed,
    instanceAttachments: { fileNameFactory: fileName },
    preloadProperties: { username: form.dataset.user, deviceID: 'muster:browser' },
    geolocationProvider: { getLocation: point },
  };
}

/** Two pictures of one name must not become one: the moment stands in it. */
function fileName({ basename, extension, writtenAt }) {
  const plain = basename.normalize('NFC').replace(/[^\p{L}\p{N}._-]+/gu, '_').slice(0, 80) || 'file';
  return `${plain}-${writtenAt.toISOString().replace(/\D/g, '').slice(2, 17)}${(extension ?? '').toLowerCase()}`;
}

async function instanceOf(form, loaded, draft) {
  if (draft) {
    try {
      return { root: await drafted(form, loaded, draft), restored: true };
    } catch {
      await forget(draft.user, draft.key); // of a form that has become another one
    }
  }
  return { root: await undrafted(form, loaded), restored: false };
}

/** A record as it stands, or a new one. */
async function undrafted(form, loaded) {
  const { instance, edit } = form.dataset;
  if (!instance) return filledIn(loaded.createInstance(configuration(form)).root);
  return restoredFrom(form, loaded, await text(instance), [], edit === 'yes');
}

/** A draft of a change stays one of the record that it began with, whatever id the change had. */
function drafted(form, loaded, { xml, files }) {
  const isEdit = form.dataset.edit === 'yes';
  return restoredFrom(form, loaded, isEdit ? beforeChange(xml) : xml, files, isEdit);
}

async function restoredFrom(form, loaded, xml, files, isEdit) {
  const settings = configuration(form);
  if (isEdit) return (await loaded.editInstance(edited(xml, files), settings)).root;
  return (await loaded.restoreInstance({ data: [packed(xml, files)] }, settings)).root;
}

function packed(xml, files) {
  const data = new FormData();
  data.set('xml_submission_file', new File([xml], 'xml_submission_file', { type: 'text/xml' }));
  for (const file of files) data.set(file.name, file);
  return data;
}

/** A record keeps the names of its attachments: files stay where they are, on the server, but for those given. */
function edited(xml, files) {
  const attachments = new Map(files.map((file) => [file.name, async () => new Response(file)]));
  return { inputType: 'FORM_INSTANCE_INPUT_RESOLVABLE', resolveInstance: () => xml, attachments };
}

/* the page */

/** What all questions share. */
function shared({ form, above, root, files, guidance, unread }) {
  const [tried, setTried] = signal(false);
  const questions = new Map();
  const isHeld = ({ node, element }) => node.nodeType === 'upload' && element.isConnected && node.currentState.relevant;
  const uploads = () => [...questions.values()].filter(isHeld);
  return {
    form, above, root, files, guidance, unread, questions, tried,
    attempt: () => setTried(true),
    afterPress: pressing(),
    attachments: form.dataset.attachments ?? '',
    places: JSON.parse(form.dataset.places || '[]'),
    filesHeld: () => uploads().map(({ node }) => node.currentState.value).filter(Boolean),
  };
}

/**
 * Does something at once, or once the finger or button is up: a sentence that appears while it is down would move what
 * it is about to press from under it.
 * @returns {(act: () => void) => void}
 */
function pressing() {
  let down = false;
  const waiting = [];
  const up = () => setTimeout(() => { // after the click that follows
    down = false;
    for (const act of waiting.splice(0)) act();
  });
  document.addEventListener('pointerdown', () => { down = true; }, true);
  for (const name of ['pointerup', 'pointercancel']) document.addEventListener(name, up, true);
  return (act) => (down ? waiting.push(act) : act());
}

/** @param {object | null} draft what was restored @param {string} made on which version */
function lay(page, draft, made) {
  const { form, root } = page;
  const questions = make('div', { class: 'questions whole' });
  const kept = make('span', { class: 'help' });
  const save = make('button', { class: 'button primary' }, say('send'));
  const foot = make('div', { class: 'foot row' }, save, make('a', { class: 'button', href: form.dataset.back }, say('cancel')), kept);
  children(questions, root, page);
  const drafts = keeping(page, kept, draft ?? { made, given: root.instanceState.instanceXML, both: [] });
  const languages = languageSwitch(root, questions);
  if (languages) form.append(languages);
  form.append(make('p', { class: 'help' }, say('stays_here')), questions, foot);
  if (draft) page.above.after(restored(draft, page, drafts));
  form.addEventListener('submit', (event) => { event.preventDefault(); submit(page, save, drafts); });
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target.matches('input')) event.preventDefault(); // the end of an answer is not the form's
  });
}

/** Keeps the draft a moment after the last change, and at once when the page is left. */
function keeping(page, told, { made, given, both }) {
  const { form, root } = page;
  const { user, draft: key } = form.dataset;
  let timer = 0;
  let ended = false;
  const now = async () => {
    clearTimeout(timer);
    timer = 0;
    if (ended) return false;
    const saved = new Date();
    const answers = { xml: root.instanceState.instanceXML, unread: [...page.unread], files: page.filesHeld() };
    const isKept = await keep({ key, user, made, given, both, ...answers, saved });
    if (!ended) told.textContent = isKept ? say('kept', { time: clock(saved) }) : say('not_kept');
    return isKept;
  };
  form.addEventListener('answered', () => { clearTimeout(timer); timer = setTimeout(now, PAUSE); });
  document.addEventListener('visibilitychange', () => { if (timer && document.hidden) now(); });
  for (const leaving of ['beforeunload', 'pagehide']) window.addEventListener(leaving, () => { if (timer) now(); }); // the sooner the surer
  return { now, end: async () => { ended = true; clearTimeout(timer); await forget(user, key); } };
}

function restored(draft, page, drafts) {
  const discard = button(say('discard'), async () => {
    if (!(await ask(say('discard_really'), say('discard'), say('keep')))) return;
    await drafts.end();
    window.location.reload();
  });
  const words = make('div', { class: 'stack' }, make('p', {}, say('restored', { time: moment(draft.saved) })), ...changedByBoth(draft, page));
  return make('div', { class: 'notice row restored', role: 'status' }, words, discard);
}

/** The answers that somebody else changed before the draft was taken up; what is worked out has no question. */
function changedByBoth({ both }, page) {
  const asked = both.map((path) => questionAt(page, path)).filter((one) => one && !one.plain);
  if (!asked.length) return [];
  return [make('p', {}, say('both_changed')), make('ul', {}, ...asked.map((one) => make('li', {}, linked(one, one.name()))))];
}

async function submit(page, save, drafts) {
  if (save.getAttribute('aria-disabled') === 'true') return;
  save.setAttribute('aria-disabled', 'true');
  save.textContent = say('sending');
  const url = await send(page, drafts);
  if (url) {
    await drafts.end();
    window.location.assign(url);
    return;
  }
  save.removeAttribute('aria-disabled');
  save.textContent = say('send');
}

const form = document.getElementById('form');
if (form) await begin(form);
