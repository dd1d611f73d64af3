// What a form's definition says, as far as the engine does not tell: its expressions, what depends on what, its tree.
import { read } from './expressions.mjs';
import { BadXml, child, everything, parse } from './xml.mjs';

const RULES = ['calculate', 'relevant', 'constraint', 'required', 'readonly'];
const CLOCK = new Set(['now', 'today', 'random', 'uuid']); // functions whose result is another one each time
const ACTIONS = new Set(['setvalue', 'setgeopoint']);
const VALUED = new Set(['output', 'setvalue']);
const STRANGE = new Map([['recordaudio', 'background-audio'], ['secret', 'secret'], ['textarea', 'textarea']]);
const CONTROLS = new Set(['input', 'select', 'select1', 'rank', 'upload', 'trigger', 'range', 'group', 'repeat']);
const HOLDING = new Set(['group', 'repeat']);
const LABEL = /<(label|hint)\b(?:[^>"']|"[^"]*"|'[^']*')*?(?:\/>|>[^]*?<\/\1\s*>)/g;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*("[^"]*"|'[^']*')\s*/g;

const names = (path) => path.split('/').filter(Boolean);
const path = (reference) => `/${reference.join('/')}`;
/** Where a reference in the body leads from the element that it stands in. */
const under = (reference, context) => {
  return reference.startsWith('/') ? names(reference) : [...context, ...names(reference)];
};

/** The references of the groups that hold it. */
function* above(reference) {
  for (let at = reference.lastIndexOf('/'); at > 0; at = reference.lastIndexOf('/', at - 1)) {
    yield reference.slice(0, at);
  }
}

/** Whether it is an instance other than the first, the one that is filled in. */
const isSecond = (element, model) => element.name === 'instance' && child(model, 'instance') !== element;

/** A form's definition, read once. Raises `BadXml`. */
export class Definition {
  constructor(xml) {
    this.xml = xml;
    const isList = (element, parent) => parent.name === 'model' && isSecond(element, parent);
    const html = parse(xml, isList);
    this.model = child(child(html, 'head'), 'model');
    this.body = child(html, 'body');
    this.root = child(this.model, 'instance')?.children[0];
    if (!this.root || !this.body) throw new BadXml('no-form');
    this.binds = new Map();
    for (const bind of this.model.children.filter((one) => one.name === 'bind')) {
      this.binds.set(path(names(bind.attributes.nodeset ?? '')), bind);
    }
    this.repeats = new Set();
    this.asked = new Set([...this.questions(this.body, [])].map(({ reference }) => reference));
    const actions = this.model.children.filter(({ name }) => ACTIONS.has(name));
    this.expressions = [...this.rules(), ...[...actions, this.body].flatMap((one) => [...this.inBody(one, [])])];
  }

  get id() {
    return this.root.attributes.id ?? '';
  }

  get version() {
    return this.root.attributes.version ?? '';
  }

  /** Expressions of the binds: `{reference, place, calls, reads}`. */
  *rules() {
    for (const [reference, bind] of this.binds) {
      for (const place of RULES.filter((rule) => bind.attributes[rule])) {
        yield { reference, place, ...read(bind.attributes[place], names(reference)) };
      }
    }
  }

  /** Expressions of the body: lists that are filtered, counts of repeats, values in labels, values that are set. */
  *inBody(element, context) {
    const { attributes, name } = element;
    const isPlace = CONTROLS.has(name) || ACTIONS.has(name);
    const own = isPlace ? (attributes.nodeset ?? attributes.ref) : undefined;
    const here = own ? under(own, context) : context;
    if (name === 'repeat') this.repeats.add(path(here));
    const told = isPlace ? [attributes.count] : [attributes.nodeset, attributes.ref];
    for (const one of [...told, VALUED.has(name) ? attributes.value : undefined].filter(Boolean)) {
      yield { reference: path(here), place: name, ...read(one, here) };
    }
    for (const one of element.children) yield* this.inBody(one, here);
  }

  /** Names of the functions that are called, each with the references of the questions that call it. */
  calls() {
    const found = new Map();
    for (const { reference, calls } of this.expressions) {
      for (const name of calls) found.set(name, [...(found.get(name) ?? []), reference]);
    }
    return found;
  }

  /** What the engine passes over without a word: `{code, name, reference}`. */
  *unsupported() {
    for (const { name, attributes } of [...everything(this.body), ...this.model.children]) {
      const reference = attributes.ref ?? attributes.nodeset ?? '';
      if (/\bsearch\s*\(/.test(attributes.appearance ?? '')) yield { code: 'appearance', name: 'search()', reference };
      if (STRANGE.has(name)) yield { code: 'question', name: STRANGE.get(name), reference };
    }
  }

  /** The references of the questions that are answered by a file. */
  uploads() {
    const binary = [...this.binds].filter(([, bind]) => bind.attributes.type === 'binary');
    return new Set(binary.map(([reference]) => reference));
  }

  /** Questions whose values depend on each other: lists of references, each ends where it began. */
  cycles() {
    const edges = this.dependencies();
    const done = new Set();
    const found = [];
    for (const start of edges.keys()) walk(start, edges, done, found);
    return found;
  }

  /** The references of all that is filled in, and of the groups that hold it. */
  *nodes(element, reference) {
    yield reference;
    for (const one of element.children) yield* this.nodes(one, `${reference}/${one.name}`);
  }

  /** Map of a reference to those it is worked out from: by its calculation, its relevance and that of its groups. */
  dependencies() {
    const edges = new Map();
    const add = (from, to) => edges.set(from, (edges.get(from) ?? new Set()).add(to));
    for (const { reference, place, reads } of this.expressions) {
      if (place !== 'calculate' && place !== 'relevant') continue;
      // The same question of another row of a repeat is no cycle, as in a running total.
      const others = reads.filter((one) => !(one.filtered && path(one.path) === reference));
      for (const one of others) add(reference, path(one.path));
    }
    const nodes = new Set(this.nodes(this.root, `/${this.root.name}`)); // `null`, meant as a word, reads as a path to none
    const read = [...edges.values()].flatMap((targets) => [...targets]).filter((target) => nodes.has(target));
    const rules = this.expressions.filter(({ place }) => place === 'relevant');
    const relevant = new Set(rules.map(({ reference }) => reference)); // a group counts by whether it applies alone
    for (const reference of new Set([...edges.keys(), ...read])) {
      for (const group of above(reference)) if (relevant.has(group)) add(reference, group);
    }
    return edges;
  }

  /**
   * The definition for looking at what was filled in somewhere else: what was worked out from a clock or by chance is
   * taken as it was sent, since it comes out otherwise each time; what depends on it is still worked out. Nobody reads
   * its questions, so it has none of their words, which the engine would put together for every instance.
   */
  asSent() {
    const isByChance = ({ place, calls }) => place === 'calculate' && !CLOCK.isDisjointFrom(calls);
    const xml = this.without(this.expressions.filter(isByChance));
    return this.calls().has('jr:choice-name') ? xml : unlabelled(xml);
  }

  /** The expressions of binds, each of which can be left out. */
  get ruled() {
    return this.expressions.filter(({ place }) => RULES.includes(place));
  }

  /** What can be left out beside expressions: questions of the body, values that are set: `{reference, start, end}`. */
  parts() {
    const actions = this.model.children.filter(({ name }) => ACTIONS.has(name));
    const told = actions.map(({ attributes, start, end }) => ({ reference: attributes.ref ?? '', start, end }));
    return [...told, ...this.questions(this.body, [])];
  }

  *questions(element, context) {
    for (const one of element.children) {
      const own = CONTROLS.has(one.name) ? (one.attributes.nodeset ?? one.attributes.ref) : undefined;
      const here = own ? under(own, context) : context;
      if (HOLDING.has(one.name)) yield* this.questions(one, here);
      else if (CONTROLS.has(one.name)) yield { reference: path(here), start: one.start, end: one.end };
    }
  }

  /** The definition without these parts. */
  withoutParts(parts) {
    const last = [...parts].sort((one, other) => other.start - one.start);
    return last.reduce((xml, { start, end }) => xml.slice(0, start) + xml.slice(end), this.xml);
  }

  /** The definition without these expressions of binds. */
  without(expressions) {
    const places = Map.groupBy(expressions, ({ reference }) => this.binds.get(reference));
    const binds = [...places.keys()].sort((one, other) => other.from - one.from);
    return binds.reduce((xml, bind) => {
      const left = new Set(places.get(bind).map(({ place }) => place));
      const kept = xml.slice(bind.from, bind.to).replace(ATTRIBUTE, (all, name) => (left.has(name) ? '' : all));
      return xml.slice(0, bind.from) + kept + xml.slice(bind.to);
    }, this.xml);
  }
}

/** A form's XML without what its questions and choices say. */
function unlabelled(xml) {
  const body = xml.search(/<(?:\w+:)?body\b/);
  return xml.slice(0, body) + xml.slice(body).replace(LABEL, '');
}

/** Depth first, without recursion: a form may have thousands of questions in a row. */
function walk(start, edges, done, found) {
  const trail = [];
  const stack = [{ reference: start, left: [...(edges.get(start) ?? [])] }];
  if (done.has(start)) return;
  trail.push(start);
  while (stack.length) {
    const { reference, left } = stack.at(-1);
    const next = left.pop();
    if (next === undefined) {
      done.add(reference);
      stack.pop();
      trail.pop();
    } else if (trail.includes(next)) {
      found.push([...trail.slice(trail.indexOf(next)), next]);
    } else if (!done.has(next) && edges.has(next)) {
      trail.push(next);
      stack.push({ reference: next, left: [...edges.get(next)] });
    }
  }
}
