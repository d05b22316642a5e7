// Between a form and the browser's passkeys: asks for one, puts its answer into the form and sends that.
(() => {
  'use strict';
  const canAsk = 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

  const make = async form => {
    const options = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(form.dataset.options));
    return navigator.credentials.create({ publicKey: options });
  };

  // Asked for when it is needed, since a question is good for five minutes and a page may stand open all day.
  const use = async form => {
    const asked = await (await fetch(form.dataset.options)).json();
    form.elements.question.value = asked.question;
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked.options) });
  };

  const send = async form => {
    const button = form.querySelector('button');
    const refused = form.querySelector('[data-refused]');
    refused.hidden = true;
    button.disabled = true;
    try {
      const passkey = await (form.dataset.passkey === 'make' ? make(form) : use(form));
      form.elements.answer.value = JSON.stringify(passkey);
      form.submit();
    } catch {
      // The person thought better of it, or the device has none for this place.
      refused.hidden = false;
    } finally {
      button.disabled = false;
    }
  };

  for (const form of document.querySelectorAll('[data-passkey]')) {
    form.addEventListener('submit', event => {
      event.preventDefault();
      send(form);
    });
    form.hidden = !canAsk;
  }
})();
