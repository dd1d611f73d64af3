// A picture, a recording or a file: what it is, how large, and a way to take it back.
import { ask, button, make } from '../dom.js';
import { effect, untrack } from '../reactive.js';
import { say, size } from '../words.js';

export const NAME = 'upload';

const PREVIEW = 320; // pixels on the longer side

export function draw(asked) {
  const { node } = asked;
  const { accept } = node.nodeOptions.media;
  const capture = node.appearances?.new || node.appearances?.['new-front'];
  const input = asked.wire(make('input', { type: 'file', accept: accept === '*' ? null : accept, capture: capture ? 'environment' : null }));
  input.addEventListener('change', async () => {
    const [file] = input.files;
    input.value = '';
    if (file) await take(asked, file);
  });
  const held = make('div', { class: 'held' });
  effect(() => showHeld(asked, held, node.currentState.instanceValue, node.currentState.value));
  return make('div', { class: 'stack-close' }, held, input);
}

async function take(asked, file) {
  const smaller = asked.node.maxPixels && file.type.startsWith('image/') ? await shrunk(file, asked.node.maxPixels) : file;
  asked.answer(() => asked.node.setValue(smaller));
}

function showHeld(asked, held, name, file) {
  held.hidden = !name;
  held.replaceChildren();
  if (!name) return;
  const words = make('p', {}, make('strong', {}, name), file ? ` · ${size(file.size)}` : '');
  held.append(picture(asked, file, name), make('div', { class: 'stack-close' }, words, removal(asked, name)));
}

function removal(asked, name) {
  const remove = button(say('remove_file'), async () => {
    if (!(await ask(say('remove_file_really', { name }), say('remove'), say('keep')))) return;
    asked.answer(() => emptied(asked.node));
    asked.focus();
  });
  remove.hidden = untrack(() => asked.node.currentState.readonly);
  return remove;
}

/** The engine falls back to the name that the instance came with: that one is forgotten, too. */
function emptied(node) {
  if (node.instanceNode?.value) Object.defineProperty(node.instanceNode, 'value', { value: '' });
  node.setValue(null);
}

/** A small picture on a canvas, since addresses of blobs are no place that the page may load pictures from. */
function picture({ page }, file, name) {
  const canvas = make('canvas', { class: 'preview', width: 0, height: 0, role: 'img', 'aria-label': say('preview', { name }), hidden: true });
  if (file?.type.startsWith('image/')) paint(canvas, file, PREVIEW).catch(() => canvas.remove()); // no picture that a browser knows
  if (file || !page.attachments || !/\.(png|jpe?g|gif|webp)$/i.test(name)) return canvas;
  return make('img', { class: 'preview', src: page.attachments + encodeURIComponent(name), alt: say('preview', { name }), loading: 'lazy' });
}

async function paint(canvas, file, longest) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  canvas.hidden = false;
  bitmap.close();
}

/** The picture with at most so many pixels on its longer side, as the form asks; itself where it is small enough. */
async function shrunk(file, longest) {
  try {
    const canvas = make('canvas');
    await paint(canvas, file, longest);
    const blob = await new Promise((resolve) => { canvas.toBlob(resolve, file.type, 0.9); });
    return blob && blob.size < file.size ? new File([blob], file.name, { type: blob.type }) : file;
  } catch {
    return file;
  }
}
