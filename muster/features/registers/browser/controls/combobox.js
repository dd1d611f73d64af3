// One or several of many choices: what is typed narrows them, so that lists of any length stay light.
import { button, freshId, make, setAttribute } from '../dom.js';
import { effect, untrack } from '../reactive.js';
import { showText } from '../text.js';
import { say } from '../words.js';

export const NAME = 'combobox';

const SHOWN = 50; // choices drawn at a time
const LATIN = {
  а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', ђ: 'dj', е: 'e', ж: 'z', з: 'z', и: 'i', ј: 'j', к: 'k', л: 'l', љ: 'lj', м: 'm',
  н: 'n', њ: 'nj', о: 'o', п: 'p', р: 'r', с: 's', т: 't', ћ: 'c', у: 'u', ф: 'f', х: 'h', ц: 'c', ч: 'c', џ: 'dz', ш: 's',
  đ: 'dj',
};

/** Letters without marks and in Latin script, so that "peja" finds Pejë, and "djakovica" Đakovica and Ђаковица. */
function folded(words) {
  return words.toLowerCase().replace(/[а-џđ]/g, (letter) => LATIN[letter] ?? letter).normalize('NFD').replace(/\p{M}/gu, '');
}

const known = new WeakMap();

/** Choices with their folded words, made once for each list that the engine gives. */
function searchable(items) {
  if (!known.has(items)) known.set(items, items.map(looked));
  return known.get(items);
}

function looked({ value, label }) {
  const words = label.asString;
  return { value, words, folded: folded(words) };
}

/** Choices that hold all words typed; those that begin with them first. */
function found(items, typed) {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  const matching = words.length ? items.filter((item) => words.every((word) => item.folded.includes(word))) : items;
  if (!words.length) return matching;
  const begins = (item) => item.folded.startsWith(words[0]);
  return [...matching.filter(begins), ...matching.filter((item) => !begins(item))];
}

export function draw(asked) {
  const box = new Combobox(asked);
  return box.element;
}

class Combobox {
  constructor(asked) {
    this.asked = asked;
    this.node = asked.node;
    this.several = this.node.selectType !== 'select1';
    this.active = -1;
    this.options = [];
    this.list = make('ul', { role: 'listbox', id: freshId('list'), hidden: true, 'aria-labelledby': asked.ids.label });
    if (this.several) this.list.setAttribute('aria-multiselectable', 'true');
    this.more = make('p', { class: 'help more', role: 'status' });
    this.input = asked.wire(make('input', {
      type: 'text', role: 'combobox', autocomplete: 'off', spellcheck: 'false', placeholder: say('type_to_find'),
      'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': this.list.id,
    }));
    this.listen();
    const field = make('div', { class: 'combo-field' }, this.input, this.list);
    this.element = make('div', { class: 'combo' }, this.several ? this.chosen() : null, field, this.more);
    if (!this.several) effect(() => this.show());
  }

  listen() {
    const { input, list } = this;
    input.addEventListener('input', () => this.open(input.value));
    input.addEventListener('click', () => { if (list.hidden) this.open(''); });
    input.addEventListener('focus', () => { if (!this.several) input.select(); });
    input.addEventListener('blur', () => this.leave());
    input.addEventListener('keydown', (event) => this.press(event));
    list.addEventListener('pointerdown', (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener('click', (event) => {
      const option = event.target.closest('[role=option]');
      if (option) this.pick(option.dataset.value);
    });
  }

  get readonly() {
    return untrack(() => this.node.currentState.readonly);
  }

  open(typed) {
    if (this.readonly) return;
    const items = untrack(() => searchable(this.node.currentState.valueOptions));
    const matching = found(items, typed);
    this.options = matching.slice(0, SHOWN);
    const chosen = new Set(untrack(() => this.node.currentState.value));
    this.list.replaceChildren(...this.options.map((item) => this.option(item, chosen.has(item.value))));
    this.list.hidden = !this.options.length;
    setAttribute(this.input, 'aria-expanded', String(!this.list.hidden));
    const rest = matching.length - this.options.length;
    this.more.textContent = !matching.length ? say('none_found') : rest ? say('more_choices', { count: rest }) : '';
    this.point(typed && this.options.length ? 0 : -1);
  }

  option(item, chosen) {
    return make('li', { role: 'option', id: freshId('o'), 'aria-selected': String(chosen), 'data-value': item.value }, item.words);
  }

  close() {
    this.list.hidden = true;
    this.more.textContent = '';
    this.input.setAttribute('aria-expanded', 'false');
    this.point(-1);
  }

  point(index) {
    this.list.children[this.active]?.classList.remove('active');
    this.active = index;
    const option = this.list.children[index];
    option?.classList.add('active');
    option?.scrollIntoView({ block: 'nearest' });
    setAttribute(this.input, 'aria-activedescendant', option?.id);
  }

  press(event) {
    const isOpen = !this.list.hidden;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
    if (event.key in steps) {
      event.preventDefault();
      if (!isOpen) return this.open('');
      const last = this.options.length - 1;
      return this.point(Math.max(0, Math.min(last, this.active + steps[event.key])));
    }
    if (event.key === 'Enter' && isOpen && this.active >= 0) this.pick(this.options[this.active].value);
    if (event.key === 'Escape' && isOpen) { event.stopPropagation(); this.close(); this.show(); }
  }

  pick(value) {
    const { node, asked } = this;
    const held = untrack(() => node.currentState.value);
    if (!this.several) asked.answer(() => node.selectValue(value));
    else asked.answer(() => node.selectValues(held.includes(value) ? held.filter((one) => one !== value) : [...held, value]));
    this.close();
    this.show();
  }

  /** What was typed and not picked is no answer; a field that was emptied is an answer taken back. */
  leave() {
    const typed = this.input.value.trim();
    this.close();
    const held = untrack(() => this.node.currentState.value);
    if (!this.several && !typed && held.length && !this.readonly) this.asked.answer(() => this.node.selectValue(null));
    const exact = typed && this.exactly(typed);
    if (exact) this.pick(exact.value);
    else this.show();
  }

  exactly(typed) {
    if (this.readonly) return null;
    const items = untrack(() => searchable(this.node.currentState.valueOptions));
    const same = items.filter((item) => item.folded === folded(typed));
    return same.length === 1 && !untrack(() => this.node.currentState.value).includes(same[0].value) ? same[0] : null;
  }

  show() {
    const [value] = this.several ? [] : this.node.currentState.value;
    this.input.value = value === undefined ? '' : this.node.getValueOption(value)?.label.asString ?? value;
  }

  /** What was chosen, each with a way to take it back. */
  chosen() {
    const list = make('ul', { class: 'chosen' });
    effect(() => {
      const { value, readonly } = this.node.currentState;
      list.hidden = !value.length;
      list.replaceChildren(...value.map((one) => this.chip(one, readonly)));
    });
    return list;
  }

  chip(value, readonly) {
    const label = this.node.getValueOption(value)?.label ?? null;
    const words = showText(make('span'), () => label);
    const named = say('remove_choice', { name: label?.asString ?? value });
    const takeAway = () => { this.pick(value); this.input.focus(); };
    const remove = button('×', takeAway, { class: 'icon-button', 'aria-label': named });
    return make('li', { class: 'tag' }, words, readonly ? null : remove);
  }
}
