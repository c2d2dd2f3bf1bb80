// Small comforts. Every page works without them.
"use strict";

// A filter takes effect as soon as it is chosen; its button is for those without script.
for (const form of document.querySelectorAll("form[data-at-once]")) {
  form.addEventListener("change", () => form.requestSubmit());
}

// What cannot be undone from here is asked about once more.
document.addEventListener("submit", (event) => {
  const question = event.submitter && event.submitter.dataset.sure;
  if (question && !confirm(question)) event.preventDefault();
});

// What is to be taken elsewhere is copied with one press.
for (const field of navigator.clipboard ? document.querySelectorAll("input[data-copy]") : []) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Press Ctrl+C to copy";
    }
  });
  field.after(button);
}

// Teams' own theme counts for more than the computer's.
const theme = /(?:^|; )theme=(light|dark)/.exec(document.cookie);
if (theme) document.documentElement.dataset.theme = theme[1];
