// Elements, made without markup: no text of a form ever becomes HTML.

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes] `on` holds listeners by event; false and null leave an attribute out
 * @param {...(Node | string | null | undefined)} children
 */
export function make(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** The same for a drawing. */
export function draw(tag, attributes = {}, ...children) {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function filled(element, { on = {}, ...attributes }, children) {
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  element.append(...children.filter((child) => child != null));
  return element;
}

/** Sets an attribute; true is an empty one; false, null and undefined take it away. */
export function setAttribute(element, name, value) {
  if (value === false || value == null) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : String(value));
}

let made = 0;

/** An id that no other element of the page has. */
export function freshId(stem) {
  made += 1;
  return `x-${stem}-${made}`;
}

export function button(words, act, attributes = {}) {
  return make('button', { type: 'button', class: 'button small', ...attributes, on: { click: act } }, words);
}

/**
 * Asks before something is lost.
 * @returns {Promise<boolean>} whether the person agreed
 */
export function ask(sentence, yes, no) {
  const words = make('p', { id: freshId('ask') }, sentence);
  const answer = (value) => () => dialog.close(value);
  const buttons = make('div', { class: 'row' },
    button(yes, answer('yes'), { class: 'button danger' }), button(no, answer(''), { class: 'button' }));
  const dialog = make('dialog', { class: 'card stack', 'aria-labelledby': words.id }, words, buttons);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => { dialog.remove(); resolve(dialog.returnValue === 'yes'); });
  });
}
