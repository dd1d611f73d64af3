// The languages of a form: `Shqip (sq)` is chosen by the code in its brackets.
import { freshId, make } from './dom.js';
import { effect, untrack } from './reactive.js';
import { say } from './words.js';

const CODE = /\(([\w-]+)\)\s*$/;

/** The code in brackets, lower case; "" where a language brings none. */
export function codeOf(language) {
  return CODE.exec(language.language)?.[1].toLowerCase() ?? '';
}

/** The form's language for the person: the code itself, else the same language in another script; null where none fits. */
function fitting(languages, code) {
  const stem = (one) => one.split('-')[0];
  return languages.find((one) => codeOf(one) === code)
    ?? languages.find((one) => codeOf(one) && stem(codeOf(one)) === stem(code))
    ?? null;
}

/** Sets the form to the person's language. */
export function speak(root, code) {
  const language = fitting(root.languages, code.toLowerCase());
  if (language) root.setLanguage(language);
}

/** A choice of the form's languages; null where it has one only. */
export function languageSwitch(root, questions) {
  effect(() => {
    const code = codeOf(root.currentState.activeLanguage);
    if (code) questions.lang = code;
  });
  if (root.languages.length < 2) return null;
  const select = make('select', { id: freshId('language') });
  for (const { language } of root.languages) {
    select.append(make('option', { value: language }, language.replace(CODE, '').trim() || language));
  }
  select.value = untrack(() => root.currentState.activeLanguage.language);
  select.addEventListener('change', () => root.setLanguage(root.languages.find((one) => one.language === select.value)));
  return make('p', { class: 'form-language' }, make('label', { for: select.id }, say('language')), select);
}
