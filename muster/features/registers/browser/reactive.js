// How the page notices what changes in the engine: the engine computes with solid-js, and so does the page.
import {
  batch, createMemo, createRenderEffect, createRoot, createSignal, getOwner, mapArray, onCleanup, runWithOwner, untrack,
} from 'solid-js';

export {
  batch, createMemo as derived, createRenderEffect as effect, createRoot as rooted, createSignal as signal,
  onCleanup as ended, untrack,
};

/**
 * State of the engine as the page reads it: every property is a signal, so that an effect runs for what it read only.
 * @template {object} State
 * @param {State} state
 * @returns {State}
 */
export function observed(state) {
  const seen = {};
  for (const [key, first] of Object.entries(state)) {
    const [get, set] = createSignal(first);
    Object.defineProperty(seen, key, { enumerable: true, configurable: true, get, set: (value) => set(() => value) });
  }
  return seen;
}

/**
 * Draws one element for each item into `container` and keeps those whose items stay, so that focus stays with them.
 * @param {Element} container
 * @param {() => readonly unknown[]} items
 * @param {(item: unknown, index: () => number) => Element} draw
 */
export function each(container, items, draw) {
  const drawn = createMemo(mapArray(items, draw));
  createRenderEffect(() => place(container, drawn()));
}

function place(container, elements) {
  const kept = new Set(elements);
  for (const child of [...container.children]) if (!kept.has(child)) child.remove();
  elements.forEach((element, index) => {
    if (container.children[index] !== element) container.insertBefore(element, container.children[index] ?? null);
  });
}

/** Shows `element` while `wanted()`; what is in it is drawn by `fill` when it is wanted first. */
export function shownWhile(element, wanted, fill) {
  const owner = getOwner();
  let filled = false;
  createRenderEffect(() => {
    element.hidden = !wanted();
    if (element.hidden || filled) return;
    filled = true;
    runWithOwner(owner, () => untrack(fill)); // owned by who asked: not thrown away when this runs again
  });
}
