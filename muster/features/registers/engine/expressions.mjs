// What an XPath expression calls and what it reads, without evaluating it.
//
// The engine evaluates lazily: an unknown function in an expression that is not reached yet stays unseen. A form is
// refused by the names found here. Grammar: XPath 1.0 (W3C 1999), section 3.7 on telling operators from names.

const TOKEN = new RegExp(
  [
    String.raw`\s+|"[^"]*"|'[^']*'|\d+(?:\.\d*)?|\.\d+|\.\.|::|//|!=|<=|>=|[.()[\],@|+\-=*<>/]`,
    String.raw`[\p{L}_][\p{L}\p{M}\p{N}_.\-·]*(?::[\p{L}_][\p{L}\p{M}\p{N}_.\-·]*)?`,
  ].join('|'),
  'uy',
);
const NAME = /^[\p{L}_]/u;
const NODE_TESTS = new Set(['text', 'node', 'comment', 'processing-instruction']);
const OPERATORS = new Set(['and', 'or', 'div', 'mod', '|', '+', '-', '=', '!=', '<', '>', '<=', '>=', '/', '//']);
const BEFORE_OPERAND = new Set([...OPERATORS, undefined, '@', '::', '(', '[', ',']);

/** The tokens of an expression without blanks, or null where it has a character that no token begins with. */
function tokens(expression) {
  const found = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.length) {
    const token = TOKEN.exec(expression)?.[0];
    if (token === undefined) return null;
    if (token.trim()) found.push(token);
  }
  return found;
}

/** One expression in the place it stands in: `calls` are names, `reads` paths as lists of names, with `filtered`. */
class Reading {
  calls = new Set();
  reads = [];

  constructor(expression, context) {
    this.context = context;
    this.tokens = tokens(expression) ?? [];
    this.at = 0;
  }

  get token() {
    return this.tokens[this.at];
  }

  /** Read on until the closing bracket that belongs to what was opened; `inside` is where relative paths begin. */
  until(closing, inside) {
    while (this.at < this.tokens.length && this.token !== closing) this.operand(inside);
    this.at += 1;
  }

  operand(inside) {
    if (this.token === '(') {
      this.at += 1;
      this.until(')', inside);
      this.path(null);
    } else if (this.token === '/' || this.token === '//') {
      this.path(this.token === '/' ? [] : null);
    } else if (this.isCall()) {
      this.call(inside);
    } else if (this.isStep()) {
      this.path(inside, true);
    } else {
      this.at += 1;
    }
  }

  isOperand() {
    return BEFORE_OPERAND.has(this.tokens[this.at - 1]) || this.tokens[this.at - 1] === '*';
  }

  isCall() {
    const called = NAME.test(this.token) && this.tokens[this.at + 1] === '(';
    return called && !NODE_TESTS.has(this.token) && !(OPERATORS.has(this.token) && !this.isOperand());
  }

  isStep() {
    if (this.token === '.' || this.token === '..' || this.token === '@') return true;
    return (NAME.test(this.token) || this.token === '*') && this.isOperand();
  }

  call(inside) {
    const name = this.token;
    this.calls.add(name);
    this.at += 2;
    this.until(')', inside);
    this.path(name === 'current' ? this.context : null);
  }

  /** The steps that follow; `start` is null where they lead into another instance. */
  path(start, relative = false) {
    const state = { steps: start && [...start], filtered: false, moved: relative };
    if (relative) this.step(state);
    for (;;) {
      if (this.token === '[') {
        state.filtered = true;
        this.at += 1;
        this.until(']', state.steps);
      } else if (this.token === '/' || this.token === '//') {
        if (this.token === '//') state.steps = null;
        this.at += 1;
        this.step(state);
      } else break;
    }
    if (state.steps && state.moved) this.reads.push({ path: state.steps, filtered: state.filtered });
  }

  step(state) {
    state.moved = true;
    if (this.tokens[this.at + 1] === '::') this.at += 2;
    const token = this.token;
    if (token === '@') this.at += 2;
    else if (token === '.' || token === '..' || token === '*' || NAME.test(token ?? '')) {
      this.at += 1;
      if (this.token === '(') this.until(')', null);
      else if (token === '..') state.steps = state.steps && state.steps.slice(0, -1);
      else if (token !== '.') state.steps = state.steps && [...state.steps, token];
    }
  }
}

/**
 * What `expression` calls and reads where the node at `context` (a list of names from the root) asks it:
 * `{calls: Set<name>, reads: [{path: names, filtered: whether some of its steps have a condition}]}`.
 */
export function read(expression, context) {
  const reading = new Reading(expression, context);
  while (reading.at < reading.tokens.length) reading.operand(context);
  return { calls: reading.calls, reads: reading.reads };
}
