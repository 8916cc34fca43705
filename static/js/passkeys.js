// Asks the browser to make or to use a passkey and hands its answer in. The server's options stand on the form.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const keys = (list) => (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

async function create(options) {
  const made = await navigator.credentials.create({ publicKey: { ...options, challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: keys(options.excludeCredentials) } });
  return { id: made.id, rawId: text(made.rawId), type: made.type, extensions: JSON.stringify(made.getClientExtensionResults()),
    response: { attestationObject: text(made.response.attestationObject), clientDataJSON: text(made.response.clientDataJSON),
      transports: made.response.getTransports?.() ?? null } };
}

async function get(options) {
  const used = await navigator.credentials.get({ publicKey: { ...options, challenge: bytes(options.challenge), allowCredentials: keys(options.allowCredentials) } });
  return { id: used.id, rawId: text(used.rawId), type: used.type,
    response: { authenticatorData: text(used.response.authenticatorData), clientDataJSON: text(used.response.clientDataJSON),
      signature: text(used.response.signature), userHandle: used.response.userHandle ? text(used.response.userHandle) : null } };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const ask = form.dataset.passkey === "create" ? create : get;
  ask(JSON.parse(form.dataset.options)).then((answer) => {
    form.elements.credential.value = JSON.stringify(answer);
    form.submit();
  }).catch(() => {
    const said = form.querySelector("[data-passkey-said]");
    said.textContent = said.dataset.failed;
  });
}
