// What somebody looked for before they began a new record stands in it already.

/**
 * Sets the answers that the page brings by their paths, such as `victim/name`; in a repeat those of its first entry.
 * @param {import('@getodk/xforms-engine').RootNode} root
 */
export function filledIn(root) {
  const answers = JSON.parse(document.getElementById('form-answers')?.textContent ?? '{}');
  for (const [path, answer] of Object.entries(answers)) {
    const node = found(root, `${root.definition.nodeset}/${path}`);
    if (node) set(node, answer);
  }
  return root;
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
