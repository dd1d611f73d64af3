// Dropping files and the progress of each; without this the form sends them all at once.
"use strict";

const form = document.getElementById("hand-in");
const list = document.getElementById("sent");
const input = form.querySelector("input[type=file]");
const waiting = [];
let sending = 0;
const AT_ONCE = 2;

function line(file) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.className = "sent-name";
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  const state = document.createElement("span");
  state.className = "tag";
  state.textContent = form.dataset.sending;
  item.append(name, bar, state);
  list.append(item);
  return { item, bar, state };
}

function tell(row, result) {
  row.bar.remove();
  row.state.textContent = form.dataset[result.state];
  row.state.className = { accepted: "tag good", known: "tag warn", refused: "tag bad" }[result.state];
  if (result.state === "accepted") {
    setTimeout(() => row.item.remove(), 1500); // the list below shows it from now on
    return;
  }
  const words = document.createElement("p");
  words.textContent = result.sentence + " ";
  if (result.url) {
    const link = document.createElement("a");
    link.href = result.url;
    link.textContent = result.name;
    words.append(link);
  }
  row.item.append(words);
}

function ended() {
  sending -= 1;
  document.body.dispatchEvent(new Event("documents-changed"));
  next();
}

function send({ file, row }) {
  const data = new FormData(form);
  data.delete("reports");
  data.append("reports", file);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
  request.upload.addEventListener("progress", (event) => {
    row.bar.value = (100 * event.loaded) / event.total;
    if (event.loaded === event.total) row.state.textContent = form.dataset.checking;
  });
  request.addEventListener("load", () => {
    let results = [];
    if (request.status === 200) results = JSON.parse(request.responseText).files;
    tell(row, results[0] || { state: "refused", sentence: form.dataset.broken, name: file.name });
  });
  request.addEventListener("error", () => tell(row, { state: "refused", sentence: form.dataset.broken, name: file.name }));
  request.addEventListener("loadend", ended);
  sending += 1;
  request.send(data);
}

function next() {
  while (sending < AT_ONCE && waiting.length) send(waiting.shift());
}

function take(files) {
  for (const file of files) waiting.push({ file, row: line(file) });
  next();
}

form.addEventListener("submit", (event) => {
  if (!input.files.length) return;
  event.preventDefault();
  take([...input.files]);
  input.value = "";
});
for (const name of ["dragenter", "dragover"]) {
  form.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("over"); });
}
form.addEventListener("dragleave", (event) => { if (!form.contains(event.relatedTarget)) form.classList.remove("over"); });
form.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  take([...event.dataTransfer.files]);
});
window.addEventListener("beforeunload", (event) => { if (sending || waiting.length) event.preventDefault(); });
