// What the engine does not tell of a form's definition is read here from its XML: guidance beside hints.

const MEDIA = ['image', 'audio', 'video'];
const ITEXT = /^jr:itext\('(.*)'\)$/;

/** @typedef {Map<string, Map<string, string>>} Guidance texts by the reference of a question, then by language */

/**
 * The form as the engine takes it, and the texts that it would run together with the hints.
 * @param {string} xml
 * @returns {{ xml: string, guidance: Guidance, repeats: Set<string> }} `repeats` by their paths below the root
 */
export function prepared(xml) {
  const form = new DOMParser().parseFromString(xml, 'text/xml');
  const texts = takeForms(form);
  const guidance = new Map();
  for (const hint of form.getElementsByTagName('hint')) {
    const id = ITEXT.exec(hint.getAttribute('ref') ?? '')?.[1];
    if (id && texts.has(id)) guidance.set(hint.parentNode.getAttribute('ref'), texts.get(id));
  }
  const drawn = [...form.querySelectorAll('repeat[nodeset]')]; // a question may be called so too
  const repeats = new Set(drawn.map((one) => one.getAttribute('nodeset').split('/').slice(2).join('/')));
  return { xml: texts.size ? new XMLSerializer().serializeToString(form) : xml, guidance, repeats };
}

/** Takes the values of other forms than plain text and media out of the translations; those of guidance by their ids. */
function takeForms(form) {
  const texts = new Map();
  for (const value of form.querySelectorAll('itext value[form]')) {
    const kind = value.getAttribute('form');
    if (MEDIA.includes(kind)) continue;
    const text = value.parentNode;
    const id = text.getAttribute('id');
    if (!texts.has(id)) texts.set(id, new Map());
    if (kind === 'guidance') texts.get(id).set(text.parentNode.getAttribute('lang'), value.textContent);
    value.remove();
  }
  return texts;
}

/** An instance of a change with the id of the record that is changed, as it was before. */
export function beforeChange(xml) {
  const instance = new DOMParser().parseFromString(xml, 'text/xml');
  const [id] = instance.getElementsByTagNameNS('*', 'instanceID');
  const [former] = instance.getElementsByTagNameNS('*', 'deprecatedID');
  if (id && former) {
    id.textContent = former.textContent;
    former.remove();
  }
  return new XMLSerializer().serializeToString(instance);
}
