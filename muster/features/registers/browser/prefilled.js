// What somebody looked for before they began a new record stands in it already.

/**
 * Sets the answers that the page brings by their paths, such as `victim/name`; in a repeat those of its first entry.
 * @param {import('@getodk/xforms-engine').RootNode} root
 */
export function filledIn(root) {
  for (const [path, answer] of Object.entries(brought())) {
    const node = found(root, `${root.definition.nodeset}/${path}`);
    if (node) set(node, answer);
  }
  return root;
}

/** Whether an instance that was kept is about what was looked for: it says the same. @param {string} xml */
export function isAbout(xml) {
  const root = new DOMParser().parseFromString(xml, 'text/xml').documentElement;
  const below = (element, name) => [...(element?.children ?? [])].find((one) => one.localName === name);
  return Object.entries(brought()).every(([path, answer]) => path.split('/').reduce(below, root)?.textContent === answer);
}

function brought() {
  return JSON.parse(document.getElementById('form-answers')?.textContent ?? '{}');
}

function found(node, nodeset) {
  const own = node.definition.nodeset;
  if (own === nodeset && node.setValue) return node;
  if (own !== nodeset && !nodeset.startsWith(`${own}/`)) return null;
  const children = node.currentState.children ?? [];
  const below = node.nodeType.startsWith('repeat-range') ? children.slice(0, 1) : children;
  for (const child of below) {
    const one = found(child, nodeset);
    if (one) return one;
  }
  return null;
}

function set(node, answer) {
  try {
    node.setValue(answer);
  } catch {
    // words where the form asks for a number: the person answers it themselves
  }
}
