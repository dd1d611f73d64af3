// What of a browser the engine looks for in its surroundings: a document, XML in and out, and no network.
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('', { url: 'http://localhost/' });
const NAMES = ['DOMParser', 'XMLSerializer', 'Node', 'Element', 'Document', 'XMLDocument', 'Text', 'Attr', 'Comment'];

for (const name of [...NAMES, 'document', 'localStorage']) {
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
}
globalThis.window = window;
globalThis.__dirname = '/'; // its parser's loader asks where it stands, though it carries its WebAssembly with it
globalThis.fetch = () => Promise.reject(new Error('no network'));
