// Sends the form without leaving the page. Without this file the form does the same by itself.
const form = document.querySelector("form");
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  const failure = form.querySelector(".failure");
  button.disabled = true;
  failure.hidden = true;
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams(new FormData(form)),
    });
    const { lead, more, said } = await response.json();
    if (!lead) throw new Error(`unexpected answer: ${response.status}`);
    if (response.ok || response.status === 409) {
      const notice = document.createElement("div");
      notice.className = "notice";
      notice.append(document.createElement("strong"), document.createElement("p"));
      notice.firstChild.textContent = lead;
      notice.lastChild.textContent = more;
      form.replaceWith(notice);
      if (said) document.getElementById("said").innerHTML = said;
      return;
    }
    failure.textContent = `${lead} ${more}`;
  } catch {
    failure.textContent = form.dataset.failed;
  }
  failure.hidden = false;
  button.disabled = false;
});
