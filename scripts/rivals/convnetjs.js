/* One run of ConvNetJS, which has no Adam: the milliseconds of each epoch, and the last loss. */
async ([images, labels, maps, epochs]) => {
  const { Net, Trainer, Vol } = window.convnetjs;
  const block = (filters) => [
    { type: "conv", sx: 3, filters, stride: 1, pad: 1, activation: "relu" },
    { type: "pool", sx: 2, stride: 2 },
  ];
  const net = new Net();
  net.makeLayers([
    { type: "input", out_sx: 28, out_sy: 28, out_depth: 1 },
    ...maps.flatMap(block),
    { type: "softmax", num_classes: 10 },
  ]);
  const trainer = new Trainer(net, { method: "adadelta", batch_size: 64 });
  const inputs = labels.map((_, n) => {
    const volume = new Vol(28, 28, 1, 0);
    volume.w = images.slice(784 * n, 784 * (n + 1));
    return volume;
  });
  const times = [];
  let loss = 0;
  for (let n = 0; n < epochs; n++) {
    const start = performance.now();
    loss = 0;
    inputs.forEach((input, i) => (loss += trainer.train(input, labels[i]).cost_loss));
    times.push(performance.now() - start);
  }
  return [...times, loss / labels.length];
};
