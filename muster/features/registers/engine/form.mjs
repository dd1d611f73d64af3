// One form in the engine: loaded once, asked often.
import './dom.mjs';
import { compare } from './comparing.mjs';
import { Definition } from './definition.mjs';
import { BadXml, parse } from './xml.mjs';

const { loadForm } = await import('@getodk/xforms-engine');

const INSTANCE = 'xml_submission_file'; // what OpenRosa calls the part that holds the answers
const PROBE = (name) => `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
  xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"
  xmlns:odk="http://www.opendatakit.org/xforms"><h:head><h:title/><model><instance><data id="probe"><a/></data>
  </instance><bind nodeset="/data/a" calculate="${name}()"/></model></h:head><h:body/></h:html>`;
const UNKNOWN = /^Function '.*' is not defined|^Unknown function/;
const known = new Map(); // name of a function: whether the engine has it

/** Whether the engine has a function of that name. Asks the engine itself, so that it stays true with a newer one. */
async function isKnown(name) {
  if (!known.has(name)) {
    const { createInstance } = await loadForm(PROBE(name));
    known.set(name, !UNKNOWN.test(failure(() => createInstance())?.message ?? ''));
  }
  return known.get(name);
}

function failure(act) {
  try {
    act();
    return null;
  } catch (error) {
    return error;
  }
}

export class Form {
  /** `files`: the texts of lists and other instances that the form names, by their names. Raises `BadXml`. */
  static async load(xml, files) {
    const form = new Form();
    form.definition = new Definition(xml);
    form.weight = xml.length + Object.values(files).reduce((sum, text) => sum + text.length, 0);
    form.missing = [];
    form.fetchFormAttachment = async (url) => form.attachment(url, files);
    form.problems = await form.refusals();
    if (!form.problems.length) await form.start();
    return form;
  }

  attachment(url, files) {
    const name = decodeURIComponent(url.pathname.split('/').at(-1));
    if (!Object.hasOwn(files, name)) this.missing.push(name);
    return Object.hasOwn(files, name) ? new Response(files[name]) : new Response('', { status: 404 });
  }

  /** Why the form is not taken: `{code, name, references}`. */
  async refusals() {
    const found = [];
    for (const [name, references] of this.definition.calls()) {
      if (!(await isKnown(name))) found.push({ code: 'function', name, references: [...new Set(references)] });
    }
    for (const cycle of this.definition.cycles()) found.push({ code: 'cycle', name: '', references: cycle });
    for (const { reference, ...said } of this.definition.unsupported()) {
      found.push({ ...said, references: [reference] });
    }
    return found;
  }

  async start() {
    const form = await this.loaded(this.definition.xml);
    const failed = failure(() => this.tried(form));
    if (failed) this.problems = await this.blamed(failed);
    else this.filled = await this.loaded(this.definition.asSent());
  }

  /** The form for new instances, which are seldom made here: a long list need not be held twice. */
  async forNew() {
    this.blank ??= await this.loaded(this.definition.xml);
    return this.blank;
  }

  loaded(xml) {
    return loadForm(xml, { fetchFormAttachment: this.fetchFormAttachment });
  }

  /** What the engine fails over: files that are missing, an expression, a question, or what only its words tell. */
  async blamed(failed) {
    if (this.missing.length) return this.missing.map((name) => ({ code: 'file', name, references: [] }));
    const { definition } = this;
    const name = failed.message.slice(0, 500);
    const rule = await this.guilty(definition.ruled, [], (some) => definition.without(some));
    if (rule) return [{ code: 'expression', name, references: [rule.reference], place: rule.place }];
    const part = await this.guilty(definition.parts(), [], (some) => definition.withoutParts(some));
    return [{ code: 'engine', name, references: part ? [part.reference] : [] }];
  }

  /**
   * The one of `suspects` without which, and without the `innocent`, the form works; undefined where it never does.
   * `without` says what the form is then.
   */
  async guilty(suspects, innocent, without) {
    if (!innocent.length && (await this.fails(without(suspects)))) return undefined;
    if (suspects.length < 2) return suspects[0];
    const half = suspects.slice(0, suspects.length >> 1);
    const others = suspects.slice(half.length);
    const [left, cleared] = (await this.fails(without([...innocent, ...others]))) ? [half, others] : [others, half];
    return this.guilty(left, [...innocent, ...cleared], without);
  }

  /** Whether the form fails as this XML has it, too. */
  async fails(xml) {
    const form = await this.loaded(xml);
    return Boolean(failure(() => this.tried(form)));
  }

  /** Make an instance in which every repeat has a row, so that every expression is worked out once. Throws. */
  tried(form) {
    if (form.error) throw form.error;
    const { root } = form.createInstance();
    this.languages = root.languages.filter((one) => !one.isSyntheticDefault).map(({ language }) => language);
    addRows(root);
    void root.instanceState.instanceXML;
    void root.validationState.violations.length;
    release(form);
  }

  /** What a caller is told after loading. */
  told() {
    const { id, version } = this.definition;
    return { id, version, languages: this.languages ?? [], problems: this.problems };
  }

  /** A new instance with its defaults, as XML. */
  async create(config) {
    const form = await this.forNew();
    const { root } = form.createInstance(config);
    const instance = root.instanceState.instanceXML;
    release(form);
    return { instance };
  }

  /** Look at a filled instance; see `comparing.mjs` for what is said of it. Raises `BadXml`. */
  async evaluate({ instance, edit }, config) {
    const sent = parse(instance);
    this.checkIsOurs(sent);
    const data = [new Map([[INSTANCE, new File([instance], INSTANCE)], ...this.uploads(sent)])];
    const form = edit ? await this.forNew() : this.filled;
    const input = { inputType: 'FORM_INSTANCE_INPUT_RESOLVED', data };
    const { root } = edit ? await form.editInstance(input, config) : await form.restoreInstance(input, config);
    if (data[0].size > 1) await new Promise(setImmediate); // the engine takes files a turn later
    const found = compare(root, sent, this.definition);
    release(form);
    return found;
  }

  checkIsOurs(sent) {
    const { id, root } = this.definition;
    const found = sent.attributes.id ?? '';
    if (sent.name === root.name && found === id) return;
    throw new BadXml('other-form', { expected: id, found: found || sent.name });
  }

  /** The files that the instance names, empty: whether they have arrived is for others to say. */
  uploads(sent) {
    this.files ??= this.definition.uploads();
    const found = new Map();
    if (this.files.size) gather(sent, `/${sent.name}`, this.files, found);
    return found;
  }
}

function gather(element, reference, wanted, found) {
  if (wanted.has(reference) && element.text) found.set(element.text, new File([], element.text));
  for (const one of element.children) gather(one, `${reference}/${one.name}`, wanted, found);
}

function addRows(node) {
  if (node.nodeType === 'repeat-range:uncontrolled' && !node.currentState.children.length) node.addInstances();
  for (const one of node.currentState.children ?? []) addRows(one);
}

/** The engine keeps every instance of a form for ever; this lets go of them. Its own way makes a new one at once. */
function release(form) {
  const { createInstance } = form;
  form.createInstance = () => null;
  form.resetInstance();
  form.createInstance = createInstance;
}

export { BadXml };
