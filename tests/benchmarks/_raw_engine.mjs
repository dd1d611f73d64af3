// The engine alone: `node _raw_engine.mjs FOLDER ROUNDS` with {xml, instance} on standard input; milliseconds out.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [folder, rounds] = process.argv.slice(2);
const from = (name) => import(pathToFileURL(`${folder}/${name}`));
await from('dom.mjs');
const { loadForm } = await from('node_modules/@getodk/xforms-engine/dist/index.js');

const { xml, instance } = JSON.parse(readFileSync(0, 'utf8'));
const form = await loadForm(xml);
const times = [];
for (let round = 0; round < Number(rounds); round += 1) {
  const began = performance.now();
  const data = [new Map([['xml_submission_file', new File([instance], 'xml_submission_file')]])];
  const { root } = await form.restoreInstance({ data });
  if (root.validationState.violations.length || !root.instanceState.instanceXML) throw new Error('not what was expected');
  times.push(performance.now() - began);
  await new Promise(setImmediate);
}
console.log(JSON.stringify(times));
