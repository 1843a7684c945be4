/**
 * Runs in the page before its own code: gives the built preload an `electron` whose messages leave through the function
 * `tellShell` of the test, and come in through `hearFromShell`.
 */
(() => {
  const listeners = new Map();
  const waiting = new Map();
  const lines = new Map();
  let asked = 0;
  const tell = (message) => void window.tellShell(message);
  const emit = (channel, event, values) => {
    for (const listener of listeners.get(channel) ?? []) listener(event, ...values);
  };

  window.hearFromShell = (message) => {
    if (message.type === 'line') lines.get(message.nonce)?.postMessage(message.data);
    if (message.type === 'said') emit(message.channel, {}, message.values);
    if (message.type === 'answered') {
      waiting.get(message.id)?.(message.value);
      waiting.delete(message.id);
    }
  };

  /** A port of the page; what it says goes on as text. */
  const connect = (nonce) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => tell({ type: 'line', nonce, data });
    lines.set(nonce, port1);
    tell({ type: 'connect', nonce });
    emit('faceloom:port', { ports: [port2] }, [nonce]);
  };

  const electron = {
    contextBridge: {
      exposeInMainWorld(name, api) {
        window[name] = api;
      },
    },
    ipcRenderer: {
      on: (channel, listener) => void listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
      off: (channel, listener) =>
        void listeners.set(
          channel,
          (listeners.get(channel) ?? []).filter((other) => other !== listener),
        ),
      send(channel, ...values) {
        if (channel === 'faceloom:connect') connect(values[0]);
        else tell({ type: 'say', channel, values });
      },
      invoke(channel, ...values) {
        asked += 1;
        const id = asked;
        const answer = new Promise((resolve) => waiting.set(id, resolve));
        tell({ type: 'ask', id, channel, values });
        return answer;
      },
    },
    // Files that a test makes have no path.
    webUtils: { getPathForFile: () => '' },
  };
  window.standInElectron = electron;
})();
