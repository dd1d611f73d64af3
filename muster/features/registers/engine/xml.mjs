// XML as a small tree: `{name, attributes, children, text, from, to, start, end}`, names without their prefixes.
import { SaxesParser } from 'saxes';

const DEEPEST = 100; // elements inside of one another

/** What was given is no XML that is taken here; `code` and `params` of a sentence. */
export class BadXml extends Error {
  constructor(code, params = {}) {
    super(code);
    Object.assign(this, { code, params });
  }
}

/**
 * The root element of `text`. `skipped` says of an element whether what is in it is of no interest; `from` and `to`
 * are where an element's attributes stand in the text, `start` and `end` where the element does, in characters; those
 * that are skipped have no `end`. Raises `BadXml`.
 */
export function parse(text, skipped = () => false) {
  const parser = new SaxesParser({ xmlns: true });
  const top = { children: [] };
  const open = [top];
  let quiet = 0; // how many of the open elements are in one that is skipped
  let from = 0;
  parser.on('error', (error) => {
    throw new BadXml('not-xml', { line: parser.line, reason: error.message.replace(/^[\d:]+\s*/, '') });
  });
  parser.on('doctype', () => {
    throw new BadXml('doctype');
  });
  parser.on('opentagstart', () => {
    from = parser.position;
  });
  parser.on('opentag', (tag) => {
    if (open.length + quiet > DEEPEST) throw new BadXml('too-deep', { line: parser.line });
    if (quiet) quiet += 1;
    else quiet = enter(open, tag, { from, to: parser.position, start: text.lastIndexOf('<', from - 1) }, skipped);
  });
  const write = (text) => {
    if (!quiet) open.at(-1).text += text;
  };
  parser.on('text', write);
  parser.on('cdata', write);
  parser.on('closetag', () => {
    if (quiet) quiet -= 1;
    if (!quiet) open.pop().end = parser.position;
  });
  parser.write(text).close();
  return top.children[0];
}

function enter(open, tag, places, skipped) {
  const told = Object.values(tag.attributes).sort((one, other) => other.prefix.length - one.prefix.length);
  const attributes = Object.fromEntries(told.map(({ local, value }) => [local, value])); // those without a prefix win
  const element = { name: tag.local, attributes, children: [], text: '', ...places };
  open.at(-1).children.push(element);
  open.push(element);
  return skipped(element, open.at(-2)) ? 1 : 0;
}

/** The first child of that name, or undefined. */
export const child = (element, name) => element?.children.find((one) => one.name === name);

/** The element and all below it, from the top. */
export function* everything(element) {
  yield element;
  for (const one of element.children) yield* everything(one);
}
