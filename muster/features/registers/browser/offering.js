// A draft that may not be what the person came for is offered before the form is drawn: one that was made on an earlier
// version of the record, or of its form, and one of another record than was looked for.
import { ask, button, make } from './dom.js';
import { forget } from './draft.js';
import { takenUp } from './taking_up.js';
import { moment, say } from './words.js';

/**
 * @param {HTMLElement} place where it is offered
 * @param {import('./draft.js').Draft} draft
 * @param {{ made: string, xml: string, repeats: Set<string> }} newest what the draft is taken up over
 * @returns {Promise<import('./draft.js').Draft | null>} the draft on the newest version; null where it is thrown away
 */
export function overNewest(place, draft, newest) {
  const taken = () => ({ ...draft, made: newest.made, given: newest.xml, ...takenUp(draft, newest.xml, newest.repeats) });
  return offered(place, draft, 'offered', taken);
}

/** @returns {Promise<import('./draft.js').Draft | null>} the draft; null where it is thrown away */
export function asItIs(place, draft) {
  return offered(place, draft, 'offered_other', () => draft);
}

function offered(place, draft, sentence, taken) {
  return new Promise((decided) => {
    const takeUp = () => {
      place.replaceChildren();
      decided(taken());
    };
    const discard = async () => {
      if (!(await ask(say('discard_really'), say('throw_away'), say('keep')))) return;
      await forget(draft.user, draft.key);
      place.replaceChildren();
      decided(null);
    };
    const words = make('p', {}, say(sentence, { time: moment(draft.saved) }));
    const choices = make('div', { class: 'row' }, button(say('take_up'), takeUp, { class: 'button primary' }), button(say('throw_away'), discard));
    place.replaceChildren(make('section', { class: 'notice warn stack', role: 'status' }, words, choices));
  });
}
