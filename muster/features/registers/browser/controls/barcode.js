// A barcode: typed or from a reader that types, or read from a picture where the browser can.
import { freshId, make } from '../dom.js';
import { effect, signal } from '../reactive.js';
import { say } from '../words.js';

export const NAME = 'barcode';

const CAN_READ = 'BarcodeDetector' in globalThis;

export function draw(asked) {
  const { node } = asked;
  const control = asked.wire(make('input', { type: 'text', autocomplete: 'off', spellcheck: 'false' }));
  control.addEventListener('input', () => asked.answer(() => node.setValue(control.value)));
  effect(() => { if (control.value !== (node.currentState.value ?? '')) control.value = node.currentState.value ?? ''; });
  const other = CAN_READ ? fromPicture(asked) : make('p', { class: 'help' }, say('barcode_typed_only'));
  return make('div', { class: 'stack-close' }, control, other);
}

function fromPicture(asked) {
  const [told, tell] = signal('');
  const input = make('input', { type: 'file', accept: 'image/*', capture: 'environment', id: freshId('picture') });
  const words = make('p', { class: 'help', role: 'status' });
  effect(() => { words.textContent = told(); });
  asked.wire(input, false).addEventListener('change', async () => {
    const [file] = input.files;
    input.value = '';
    const code = file ? await read(file) : '';
    tell(code ? say('barcode_read', { code }) : say('barcode_not_found'));
    if (code) asked.answer(() => asked.node.setValue(code));
  });
  return make('div', { class: 'from-picture' }, make('label', { for: input.id }, say('barcode_from_picture')), input, words);
}

/** The first code in a picture; "" where there is none, or none that the browser can read. */
async function read(file) {
  try {
    const [found] = await new globalThis.BarcodeDetector().detect(await createImageBitmap(file));
    return found?.rawValue ?? '';
  } catch {
    return '';
  }
}
