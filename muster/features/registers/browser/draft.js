// What is being filled in stays on this device until it is sent: instance and attachments, in IndexedDB.

const DAYS_KEPT = 7;
const NAME = 'muster-forms';
const STORE = 'drafts';

/**
 * @typedef {object} Draft
 * @property {string} key which record or new record of which register
 * @property {string} made on which version of the record and of its form
 * @property {string} given the instance as the person was given it
 * @property {string[]} both paths of answers that somebody else changed, too, before it was taken up anew
 * @property {string} user whose it is; nobody else is shown it
 * @property {string} xml the instance
 * @property {[string, string][]} unread what stands at questions for numbers and is none, by their references
 * @property {File[]} files its attachments that the server does not have yet
 * @property {Date} saved
 */

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

let database; // stays open: while a page is left there is no time to open it

function opened() {
  database ??= connected().catch((error) => { database = undefined; throw error; });
  return database;
}

async function connected() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ['user', 'key'] });
  const connection = await done(request);
  connection.onclose = () => { database = undefined; };
  return connection;
}

async function within(mode, act) {
  const transaction = (await opened()).transaction(STORE, mode);
  const request = act(transaction.objectStore(STORE));
  transaction.commit(); // at once, or it is dropped with the page that is left
  return done(request);
}

/** @returns {Promise<Draft | null>} null where there is none, or the browser keeps nothing */
export async function draftOf(user, key) {
  try {
    await forgetOld();
    return (await within('readonly', (store) => store.get([user, key]))) ?? null;
  } catch {
    return null;
  }
}

/** @param {Draft} draft @returns {Promise<boolean>} whether it is kept */
export async function keep(draft) {
  try {
    await within('readwrite', (store) => store.put(draft));
    return true;
  } catch {
    return false;
  }
}

export async function forget(user, key) {
  try {
    await within('readwrite', (store) => store.delete([user, key]));
  } catch {
    // a browser that keeps nothing has nothing to forget
  }
}

async function forgetOld() {
  const oldest = Date.now() - DAYS_KEPT * 24 * 60 * 60 * 1000;
  const drafts = await within('readonly', (store) => store.getAll());
  const old = drafts.filter((draft) => draft.saved.getTime() < oldest);
  for (const { user, key } of old) await within('readwrite', (store) => store.delete([user, key]));
}
