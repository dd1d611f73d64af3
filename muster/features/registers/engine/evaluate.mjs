// The engine of forms as a process: a request a line on standard input, an answer a line on standard output, as JSON.
//
//   {do: 'load', key, xml, files}                       -> {done: {id, version, languages, problems}}
//   {do: 'create', key, now?, user?}                    -> {done: {instance}}
//   {do: 'evaluate', key, instance, edit?, now?, user?} -> {done: …, see comparing.mjs}
//
// `key` names a form for as long as it is kept; {unknown: key} where it is not (any more). `now`: milliseconds since
// 1970. What cannot be done is {refused: code, params}, what went wrong {failed: words}. Every answer has `rss`, the
// memory held in MB. The process ends with the one that started it.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { BadXml, Form } from './form.mjs';

const KEPT = 60_000_000; // characters of definitions and lists that are kept loaded
const SELDOM = 10; // answers between two looks at how much memory is held
const RealDate = Date;
const forms = new Map(); // by key, the one that was asked for last at the end

// Another thread, because a form can keep this one busy for ever.
const WATCH = `const parent = process.ppid;
setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGKILL'), 1000);`;
new Worker(WATCH, { eval: true, stdout: true }).unref();

for (const name of ['log', 'info', 'warn', 'error', 'debug']) console[name] = () => {}; // they quote answers

const work = {
  async load({ key, xml, files }) {
    forms.delete(key);
    try {
      const form = await Form.load(xml, files);
      if (!form.problems.length) keep(key, form);
      return form.told();
    } catch (error) {
      if (!(error instanceof BadXml)) throw error;
      const name = [error.code, ...Object.values(error.params)].join(', ');
      return { id: '', version: '', languages: [], problems: [{ code: 'xml', name, references: [] }] };
    }
  },
  create: ({ user }, form) => form.create(config(user)),
  evaluate: ({ user, ...request }, form) => form.evaluate(request, config(user)),
};

function keep(key, form) {
  forms.set(key, form);
  let all = [...forms.values()].reduce((sum, { weight }) => sum + weight, 0);
  for (const [old, { weight }] of forms) {
    if (all <= KEPT || old === key) return;
    forms.delete(old);
    all -= weight;
  }
}

/** What the engine fills in by itself about who uses which device. */
function config(user = '') {
  return { preloadProperties: { username: user, deviceID: 'muster' } };
}

/** Let `act` run at the moment `now`, so that it does not matter when an answer is looked at. */
async function at(now, act) {
  if (now !== undefined && now !== null) {
    globalThis.Date = class extends RealDate {
      constructor(...parts) {
        super(...(parts.length ? parts : [now]));
      }
      static now = () => now;
    };
  }
  try {
    return await act();
  } finally {
    globalThis.Date = RealDate;
  }
}

async function answer(request) {
  const form = forms.get(request.key);
  if (!form && request.do !== 'load') return { unknown: request.key };
  if (form) forms.delete(request.key), forms.set(request.key, form);
  try {
    return { done: await at(request.now, () => work[request.do](request, form)) };
  } catch (error) {
    if (error instanceof BadXml) return { refused: error.code, params: error.params };
    return { failed: `${error.name}: ${error.message}`.slice(0, 500) };
  }
}

let [rss, since] = [0, 0]; // asking the system takes as long as a tenth of an answer
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const request = JSON.parse(line);
  const answered = await answer(request);
  since = request.do === 'load' || !since ? SELDOM : since - 1;
  if (since === SELDOM) rss = Math.round(process.memoryUsage.rss() / 1e6);
  const said = JSON.stringify({ ...answered, rss });
  if (!process.stdout.write(`${said}\n`)) await once(process.stdout, 'drain');
}
process.exit(0);
