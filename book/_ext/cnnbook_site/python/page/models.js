/** The widgets that Python makes, as models of the page's host. */
const host = window.cnnbookHost;

/** @param {string} id @param {(id: string, data: object) => void} tell */
function channelTo(id, tell) {
  return {
    update: (state) => tell(id, { method: "update", state, buffer_paths: [] }),
    custom: (content) => tell(id, { method: "custom", content }),
  };
}

function withBuffers({ state, buffer_paths: paths = [] }, buffers) {
  paths.forEach((path, i) => {
    const holder = path.slice(0, -1).reduce((value, step) => value[step], state);
    const { buffer, byteOffset, byteLength } = buffers[i];
    holder[path.at(-1)] = new DataView(buffer, byteOffset, byteLength);
  });
  return state;
}

/**
 * Do what a message of the widget protocol says.
 *
 * @param {{type: string, id: string, data: any, buffers: Uint8Array[]}} message
 * @param {(id: string, data: object) => void} tell
 */
export function hearComm({ type, id, data, buffers }, tell) {
  if (type === "comm_open") host.adopt(id, withBuffers(data, buffers), channelTo(id, tell));
  else if (type === "comm_close") host.drop(id);
  else if (data.method === "update") host.models.get(id)?.receive(withBuffers(data, buffers));
  else if (data.method === "custom") host.models.get(id)?.hear(data.content, buffers);
}
