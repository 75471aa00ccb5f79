// SPDX-License-Identifier: Apache-2.0
// The buttons of a conversation, and what is said of it: each state and each refusal in words.
import { Microphone } from '../client/microphone.js';
import { silence, voice } from './hum.js';

const READY = 'Press Start: the agent answers with speech.';
/** What a vendor's name for its secret is, and what its part of the form begins with. */
const VENDORS = {
  openai: { secret: 'OpenAI key, or ephemeral ek_…', model: 'gpt-realtime' },
  gemini: { secret: 'Gemini key, or auth_tokens/…', model: 'gemini-live-2.5-flash-preview' },
  elevenlabs: { secret: 'ElevenLabs key' },
  vatel: { secret: 'Vatel key' },
};

export class Calls {
  #$;
  #player;
  #signing;
  #readings;
  #begin;
  #conversation;
  #vendor;
  #microphone;
  /** What is heard next is no agent. */
  #isRecording = false;
  /** Counts starts and stops: what an older one awaited is of no use any more. */
  #attempt = 0;

  /** `begin(vendor)`: a conversation that is not open yet */
  constructor($, { player, signing, readings, begin }) {
    this.#$ = $;
    this.#player = player;
    this.#signing = signing;
    this.#readings = readings;
    this.#begin = begin;
    this.#wire();
    this.#fitForm();
    this.#show('idle', 'ready');
  }

  #wire() {
    const on = (id, type, act) =>
      this.#$(id).addEventListener(type, (event) => {
        event.preventDefault();
        this.#guarded(act);
      });
    on('stop', 'click', () => this.#stop());
    on('mute', 'click', () => this.#mute());
    on('interrupt', 'click', () => this.#interrupt());
    on('ask', 'submit', () => this.#say());
    on('keys', 'submit', () => this.#start()); // the button, or Enter in a field
    on('vendor', 'change', () => this.#stop() ?? this.#fitForm());
    on('language', 'change', () => this.#stop());
    this.#player.addEventListener('speakingstart', () => this.#heard(true));
    this.#player.addEventListener('speakingend', () => this.#heard(false));
  }

  /**
   * Something is heard outside of the conversation: its agent is silent meanwhile.
   *
   * @param act what makes it heard
   * @returns what it gives; undefined where it failed, which is told
   */
  alone(act) {
    return this.#guarded(async () => {
      if (this.#player.speaking) {
        this.#interrupt();
      }
      await this.#sound();
      this.#$('transcript').textContent = '';
      this.#isRecording = true;
      return act();
    });
  }

  /** What needs no answer but should be known. */
  warn(sentence) {
    this.#$('status').textContent = `Note: ${sentence}.`;
  }

  async #guarded(act) {
    this.#alert();
    try {
      return await act();
    } catch (error) {
      this.#alert(error.message);
      return undefined;
    }
  }

  async #sound() {
    if (!window.isSecureContext) {
      throw new Error('Browsers let a page play sound like this over https, or on localhost: open it so.');
    }
    if (!(await this.#player.start())) {
      throw new Error('The browser allows no sound yet: press once more.');
    }
  }

  async #start() {
    const attempt = ++this.#attempt;
    this.#show('busy', 'asking for a signed URL');
    try {
      await this.#sound();
      const conversation = await this.#connect(this.#$('vendor').value, attempt);
      if (attempt === this.#attempt) {
        await this.#begun(conversation);
      }
    } catch (error) {
      if (attempt === this.#attempt) {
        this.#over();
        throw error;
      }
    }
  }

  async #connect(vendor, attempt) {
    const signed = await this.#signing.signed(vendor, { viseme_model: this.#$('language').value, natural_lip_sync: false });
    this.#show('busy', 'connecting');
    const conversation = this.#begin(vendor);
    conversation.addEventListener('message', ({ detail }) => this.#readings.message(detail));
    conversation.addEventListener('transcript', ({ detail }) => {
      this.#$('transcript').textContent += detail.text;
    });
    await conversation.open({ ...signed, ...this.#model(vendor) });
    if (attempt !== this.#attempt) {
      conversation.close();
    }
    this.#vendor = vendor;
    return conversation;
  }

  #model(vendor) {
    const model = this.#$('model').value.trim();
    return this.#signing.asksForKeys && model && VENDORS[vendor].model ? { model } : {};
  }

  #begun(conversation) {
    conversation.addEventListener('close', ({ detail }) => this.#closed(conversation, detail));
    this.#conversation = conversation;
    this.#show('live', 'connected');
    this.#say();
    return this.#signing.asksForKeys && this.#listen(); // where real vendors listen; the user may take time to allow it
  }

  #closed(conversation, { why, code }) {
    if (conversation === this.#conversation) {
      this.#over();
      this.#$('status').textContent = `The conversation is over. ${READY}`;
      this.#alert(`${why} (closed with ${code})`);
    }
  }

  #stop() {
    const conversation = this.#conversation;
    this.#attempt++;
    this.#over();
    conversation?.close();
    this.#player.interrupt();
    this.#$('transcript').textContent = '';
    this.#$('status').textContent = READY;
  }

  #over() {
    this.#conversation = undefined;
    this.#microphone?.stop();
    this.#microphone = undefined;
    this.#show('idle', 'ready');
  }

  #say() {
    this.#isRecording = false;
    if (!this.#conversation) {
      return;
    }
    const text = this.#$('prompt').value.trim() || 'Tell me something.';
    this.#$('transcript').textContent = '';
    this.#$('status').textContent = 'The agent has been asked.';
    if (!this.#conversation.say(text)) {
      const rate = this.#conversation.inputRate;
      this.#conversation.sendAudio(voice(rate));
      this.#conversation.sendAudio(silence(rate));
      this.#$('status').textContent = 'This vendor takes no text: a hum was sent in the place of a voice.';
    }
  }

  /** A vendor that is not told in words hears a hum. */
  #interrupt() {
    if (!this.#conversation) {
      this.#player.interrupt();
      return;
    }
    this.#conversation.interrupt();
    if (this.#vendor !== 'openai' && !this.#isHeard) {
      this.#conversation.sendAudio(voice(this.#conversation.inputRate));
    }
  }

  get #isHeard() {
    return this.#microphone?.isOpen && !this.#microphone.muted;
  }

  #mute() {
    if (!this.#microphone?.isOpen) {
      return this.#listen();
    }
    this.#microphone.muted = !this.#microphone.muted;
    return this.#buttons();
  }

  /** Who refuses the microphone goes on in writing. */
  async #listen() {
    const conversation = this.#conversation;
    this.#microphone = new Microphone({ rate: conversation.inputRate });
    this.#microphone.addEventListener('ended', () => this.#buttons());
    try {
      await this.#microphone.start((pcm) => conversation.sendAudio(pcm));
    } catch (error) {
      if (conversation === this.#conversation) {
        this.#alert(`${error.message} The call goes on: type what you want to say.`);
      }
    }
    this.#buttons();
  }

  #heard(speaks) {
    if (speaks) {
      this.#show('speaks', this.#isRecording ? 'a recording' : 'the agent speaks');
      this.#$('status').textContent = this.#isRecording ? 'You hear a recording.' : 'The agent speaks.';
    } else {
      this.#isRecording = false;
      this.#show(this.#conversation ? 'live' : 'idle', this.#conversation ? 'listening' : 'ready');
      const turn = this.#isHeard ? 'Your turn: speak, or type.' : 'Your turn: type, or unmute the microphone.';
      this.#$('status').textContent = this.#conversation ? turn : READY;
    }
  }

  #show(mood, words) {
    this.#$('state').dataset.mood = mood;
    this.#$('state').textContent = words;
    this.#buttons();
  }

  #buttons() {
    const isOpen = this.#conversation !== undefined;
    const isBusy = this.#$('state').dataset.mood === 'busy';
    this.#$('start').disabled = isOpen || isBusy;
    this.#$('stop').disabled = !isOpen && !isBusy;
    this.#$('say').disabled = !isOpen;
    this.#$('mute').disabled = !isOpen;
    this.#$('mute').textContent = this.#isHeard ? 'Mute' : 'Unmute';
    this.#$('interrupt').disabled = !this.#player.speaking;
  }

  #alert(sentence = '') {
    this.#$('alert').textContent = sentence;
    this.#$('alert').hidden = sentence === '';
  }

  /** Each vendor's part of the keys. */
  #fitForm() {
    const vendor = this.#$('vendor').value;
    this.#$('keys').hidden = !this.#signing.asksForKeys;
    this.#$('vendor-key-name').textContent = VENDORS[vendor].secret;
    this.#$('model').value = VENDORS[vendor].model ?? '';
    for (const label of document.querySelectorAll('[data-vendors]')) {
      label.hidden = !label.dataset.vendors.split(' ').includes(vendor);
    }
  }
}
