// Texts of a form: its markdown as elements, its pictures and sounds from beside the form.
import { make } from './dom.js';
import { effect } from './reactive.js';

const PLAIN = new Set(['strong', 'em', 'u', 'ul', 'ol', 'li', 'br']);
const SAFE = /^(https?:|mailto:|tel:)/i;

/**
 * The text as nodes. Blocks become spans, since labels and legends hold no blocks; HTML that the engine did not take
 * apart is shown as the letters it is.
 * @param {import('@getodk/xforms-engine').MarkdownNode[]} nodes
 */
function elements(nodes) {
  return nodes.map((node) => {
    if (node.role === 'child') return document.createTextNode(node.value);
    if (node.role === 'html') return document.createTextNode(node.unsafeHtml);
    if (node.role === 'line-break') return make('br');
    return styled(parent(node), node.properties?.style);
  });
}

function parent(node) {
  const children = elements(node.children);
  if (node.elementName === 'a') return link(node.url, children);
  if (PLAIN.has(node.elementName)) return make(node.elementName, {}, ...children);
  if (node.elementName === 'span') return make('span', {}, ...children);
  return make('span', { class: `block ${node.elementName}` }, ...children);
}

function link(url, children) {
  if (!SAFE.test(url)) return make('span', {}, ...children);
  return make('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, ...children);
}

/** Colours of a form would not be readable in light and dark alike: only where its words stand is taken over. */
function styled(element, style) {
  if (style?.['text-align']) element.classList.add(`to-${style['text-align']}`);
  return element;
}

/**
 * Keeps `element` showing what `text()` says at the moment.
 * @param {() => import('@getodk/xforms-engine').TextRange | null} text
 */
export function showText(element, text) {
  let shown;
  effect(() => {
    const range = text();
    const plain = range?.asString ?? '';
    if (plain === shown) return;
    shown = plain;
    element.replaceChildren(...(range ? elements(range.formatted) : []));
  });
  return element;
}

/** The address of a file beside the form that the form names `jr://images/leaf.png`. */
export function beside(files, resource) {
  const name = decodeURIComponent(new URL(resource.href ?? resource).pathname.split('/').pop());
  return files + encodeURIComponent(name);
}

/** Keeps `element` holding the picture, the sound and the film of a text. */
export function showMedia(element, text, files) {
  let shown = '';
  effect(() => {
    const range = text();
    const sources = [range?.imageSource, range?.audioSource, range?.videoSource];
    const addresses = sources.map((source) => (source ? beside(files, source) : ''));
    element.hidden = !addresses.some(Boolean);
    if (addresses.join(' ') === shown) return;
    shown = addresses.join(' ');
    element.replaceChildren(...media(addresses, range?.asString ?? ''));
  });
  return element;
}

function media([image, audio, video], words) {
  const found = [];
  if (image) found.push(make('img', { src: image, alt: words ? '' : decodeURIComponent(image.split('/').pop()), loading: 'lazy' }));
  if (audio) found.push(make('audio', { src: audio, controls: true, preload: 'none', 'aria-label': words }));
  if (video) found.push(make('video', { src: video, controls: true, preload: 'none', 'aria-label': words }));
  return found;
}
