// What the engine makes of a filled instance, beside what was sent.
//
// The engine works every calculation out again while it loads an instance, drops answers that do not apply, and drops
// choices and numbers that it cannot take without a word. The two trees are therefore walked side by side:
//
//   violations   {code: required | constraint | choice | type, reference, sent, messages: {language: text}}
//   changes      {code: calculated | irrelevant | rows, reference, sent, kept}
//   unknown      references of elements that the form does not have, or has once and was sent twice
//   files        {reference: name} of what was handed in beside the answers
//   meta         {instanceID, deprecatedID, instanceName} as sent
//   instance     the answers as the form has them now, as XML: relevant ones only

const METADATA = 'meta'; // devices add what they like to it
const written = (element) => element.text.trim();
const lastName = (reference) => reference.slice(reference.lastIndexOf('/') + 1).replace(/\[\d+\]$/, '');
const plain = (reference) => reference.replace(/\[\d+\]/g, '');

export function compare(root, sent, definition) {
  const walk = new Walk(definition);
  walk.group(root, sent);
  return {
    violations: [...walk.refused, ...violations(root, walk.refused, definition)],
    changes: walk.changes,
    unknown: walk.unknown,
    files: walk.files,
    meta: metadata(sent),
    instance: root.instanceState.instanceXML,
  };
}

class Walk {
  refused = [];
  changes = [];
  unknown = [];
  files = {};

  constructor(definition) {
    this.definition = definition;
  }

  group(node, element) {
    const { reference } = node.currentState;
    const sent = Map.groupBy(element?.children ?? [], ({ name }) => name);
    for (const one of node.currentState.children) {
      const name = lastName(one.currentState.reference);
      this.one(one, sent.get(name) ?? []);
      sent.delete(name);
    }
    for (const name of sent.keys()) this.strange(`${reference}/${name}`);
  }

  one(node, elements) {
    const { reference, children } = node.currentState;
    if (node.nodeType.startsWith('repeat-range')) return this.rows(node, elements);
    if (elements.length > 1) this.strange(reference);
    if (children) this.group(node, elements[0]);
    else if (elements[0]) this.leaf(node, elements[0]);
  }

  strange(reference) {
    if (plain(reference).split('/')[2] !== METADATA) this.unknown.push(reference);
  }

  rows(node, elements) {
    const { reference, children } = node.currentState;
    const sent = elements.filter(({ attributes }) => attributes.template === undefined);
    children.forEach((row, at) => this.group(row, sent[at]));
    if (sent.length > children.length) {
      this.changes.push({ code: 'rows', reference, sent: String(sent.length), kept: String(children.length) });
    }
  }

  leaf(node, element) {
    const { reference, relevant, instanceValue } = node.currentState;
    const sent = element.text;
    for (const one of element.children) this.strange(`${reference}/${one.name}`);
    if (node.nodeType === 'upload' && relevant && instanceValue) this.files[reference] = instanceValue;
    if (sent === instanceValue) return;
    const code = this.difference(node, written(element));
    if (code === 'choice' || code === 'type') this.refused.push({ code, reference, sent, messages: {} });
    else if (code) this.changes.push({ code, reference, sent, kept: instanceValue });
  }

  /** Why the engine's value is another one, or '' where it only writes the same differently. */
  difference(node, sent) {
    const { reference, relevant, instanceValue } = node.currentState;
    if (!relevant) return sent && 'irrelevant';
    if (this.definition.binds.get(plain(reference))?.attributes.calculate) return 'calculated';
    if (node.nodeType === 'select' || node.nodeType === 'rank') return isWhole(sent, instanceValue) ? '' : 'choice';
    return sent && !instanceValue ? 'type' : '';
  }
}

/** Whether every choice that was sent is still there, in whatever order. */
function isWhole(sent, kept) {
  const taken = new Set(kept.split(/\s+/));
  return sent.split(/\s+/).every((one) => taken.has(one));
}

/**
 * What the engine finds; one that only says again that a refused answer is not there is left out, and that something is
 * required which nobody is asked: a calculation may come to nothing.
 */
function violations(root, refused, { asked }) {
  const said = new Set(refused.map(({ reference }) => reference));
  const isOurs = ({ reference, violation }) => violation.condition !== 'required' || asked.has(plain(reference));
  const found = root.validationState.violations.filter((one) => !said.has(one.reference) && isOurs(one));
  const told = found.map(({ reference, violation }) => {
    return { code: violation.condition, reference, sent: '', messages: {} };
  });
  const isSaid = found.some(({ violation }) => violation.message); // another language costs as much as all the rest
  for (const language of isSaid ? root.languages : []) {
    if (!language.isSyntheticDefault) root.setLanguage(language);
    const now = new Map(root.validationState.violations.map((one) => [one.reference, one.violation]));
    for (const one of told) {
      const message = now.get(one.reference)?.message;
      if (message) one.messages[language.isSyntheticDefault ? '' : language.language] = message.asString;
    }
  }
  return told;
}

function metadata(sent) {
  const meta = sent.children.find(({ name }) => name === METADATA)?.children ?? [];
  return Object.fromEntries(meta.map((element) => [element.name, written(element)]));
}
