// Somebody answers what is to be seen of a form, from top to bottom, and what appears meanwhile: {name, ms} of each
// answer, from the event to the frame that shows what follows from it.
async () => {
  const answered = new Set();
  const took = [];
  let days = 0;

  const shown = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const write = (control, value) => {
    control.value = value;
    control.dispatchEvent(new Event('input', { bubbles: true }));
  };

  /** Yes, mostly; now and then no, or where a time is asked for that nobody says it. */
  const choose = (boxes) => {
    const has = (name) => boxes.some(({ value }) => value === name);
    const other = has('DK') ? boxes.at(-1) : has('dk') ? boxes[1] : boxes[0];
    (answered.size % 4 === 3 ? other : boxes[0]).click();
  };

  const answer = (one) => {
    const boxes = [...one.querySelectorAll('[type=radio], [type=checkbox]')];
    const control = one.querySelector('input, textarea');
    if (boxes.length) return choose(boxes);
    if (one.matches('.kind-combobox')) return control.click(), one.querySelector('[role=option]').click();
    if (one.matches('.kind-month')) return write(control, '2020');
    if (control.type === 'date') return write(control, (days += 1) > 1 ? '2020-01-01' : '2000-01-01');
    return write(control, one.matches('.kind-number') ? '20' : 'A word');
  };

  const next = () => [...document.querySelectorAll('#form .question:not(.kind-note)')].find((one) => {
    return !answered.has(one.dataset.reference) && one.checkVisibility();
  });
  for (let one = next(); one; one = next()) {
    answered.add(one.dataset.reference);
    const began = performance.now();
    answer(one);
    await shown();
    took.push({ name: one.dataset.reference, ms: performance.now() - began });
  }
  return took;
}
