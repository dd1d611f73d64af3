// What somebody typed on an earlier version, over the newest one: three instances become one.

const NO_ANSWERS = 'meta'; // ids of the instance

/**
 * @param {{ given: string, xml: string }} draft the instance as the person was given it, and as they left it
 * @param {string} newest the instance as it stands now, of the form's newest version
 * @param {Set<string>} repeats their paths, such as `person/vehicle`
 * @returns {{ xml: string, both: string[] }} `both` are the paths of what the person and somebody else changed
 */
export function takenUp(draft, newest, repeats) {
  const [was, own, now] = [draft.given, draft.xml, newest].map((xml) => new DOMParser().parseFromString(xml, 'text/xml').documentElement);
  const both = [];
  inside({ was, own, now }, '', { repeats, both });
  return { xml: new XMLSerializer().serializeToString(now.ownerDocument), both };
}

function inside({ was, own, now }, path, told) {
  const names = new Set([...(was?.children ?? []), ...own.children].map((one) => one.localName));
  names.delete(NO_ANSWERS);
  for (const name of names) {
    const each = { was: named(was, name), own: named(own, name), now: named(now, name) };
    const place = path ? `${path}/${name}` : name;
    if (says(each.own) === says(each.was) || says(each.own) === says(each.now)) continue;
    if (told.repeats.has(place.replace(/\[\d+\]/g, ''))) rows(each, now, place, told);
    else if (each.own.length) one({ was: each.was[0], own: each.own[0], now: each.now[0] ?? added(now, each.own[0], false) }, place, told);
  }
}

/** A group, or an answer: then it is the person's own. */
function one(each, path, told) {
  if (each.own.children.length) return inside(each, path, told);
  const before = each.was?.textContent ?? '';
  if (each.now.textContent !== before) told.both.push(path);
  each.now.textContent = each.own.textContent;
}

/**
 * Rows have nothing to know them by. Where both changed their number or order, those of the person are added after the
 * others: two rows are seen, an answer of one in the other is not.
 */
function rows({ was, own, now }, parent, path, told) {
  if (says(now) === says(was)) {
    for (const row of now) row.remove();
    for (const row of own) added(parent, row);
  } else if (areInPlace(was, own) && areInPlace(was, now)) {
    own.forEach((row, at) => inside({ was: was[at], own: row, now: now[at] }, `${path}[${at + 1}]`, told));
  } else {
    const before = new Set(was.map(said));
    own.filter((row) => !before.has(said(row))).forEach((row, at) => {
      added(parent, row);
      told.both.push(...leaves(row, `${path}[${now.length + at + 1}]`));
    });
  }
}

function areInPlace(before, after) {
  const texts = before.map(said);
  return before.length === after.length && after.every((row, at) => said(row) === texts[at] || !texts.includes(said(row)));
}

function added(parent, element, whole = true) {
  return parent.appendChild(parent.ownerDocument.importNode(element, whole));
}

const named = (parent, name) => [...(parent?.children ?? [])].filter((one) => one.localName === name);

/** What is answered below an element; blank and absent are the same. */
function said(element) {
  if (!element.children.length) return element.textContent.trim();
  const parts = [...element.children].map((one) => [one.localName, said(one)]).filter(([, words]) => words);
  return parts.length ? JSON.stringify(parts) : '';
}

const says = (elements) => JSON.stringify(elements.map(said).filter(Boolean));

function leaves(element, path) {
  if (!element.children.length) return element.textContent ? [path] : [];
  return [...element.children].flatMap((one) => leaves(one, `${path}/${one.localName}`));
}
