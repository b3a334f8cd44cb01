/* One run of ours, in its worker: the milliseconds of each epoch. */
async ([source, plan, digits, epochs]) => {
  const worker = new Worker(URL.createObjectURL(new Blob([source])));
  const report = () => new Promise((resolve) => (worker.onmessage = ({ data }) => data.running || resolve(data)));
  const times = [];
  worker.postMessage({ start: { plan, digits } });
  await report();
  for (let n = 0; n < epochs; n++) {
    const start = performance.now();
    worker.postMessage("epoch");
    const { epochs: ended } = await report();
    times.push(performance.now() - start);
    if (n === epochs - 1) times.push(ended[0].loss);
  }
  worker.terminate();
  return times;
};
