// Loads the form whose definition stands at the address in `data-form`, and says how that went.
import { loadForm } from '@getodk/xforms-engine';

const place = document.querySelector('[data-form]');
if (place) {
  const answer = await fetch(place.dataset.form);
  const { status } = await loadForm(await answer.text());
  place.dataset.status = status;
}
