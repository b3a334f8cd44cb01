/* One run of TensorFlow.js on wasm: the milliseconds of each epoch, and the last loss. */
async ([images, labels, maps, epochs, folder]) => {
  const { tf } = window;
  tf.wasm.setWasmPaths(folder);
  await tf.setBackend("wasm");
  await tf.ready();
  // wasm has no gradient of a convolution's filters: that is a convolution too, of the images with the slopes.
  const convolve = tf.customGrad((x, w, save) => {
    save([x, w]);
    const filterSlopes = (dy, images4) => {
      const [pixels, slopes] = [tf.transpose(images4, [3, 1, 2, 0]), tf.transpose(dy, [1, 2, 0, 3])];
      return tf.transpose(tf.conv2d(pixels, slopes, 1, 1), [1, 2, 0, 3]);
    };
    return {
      value: tf.conv2d(x, w, 1, 1),
      gradFunc: (dy, [x4, w4]) => [tf.conv2dTranspose(dy, w4, x4.shape, 1, "same"), filterSlopes(dy, x4)],
    };
  });
  const variable = (shape, inputs) => tf.variable(tf.randomUniform(shape, -1 / Math.sqrt(inputs), 1 / Math.sqrt(inputs)));
  const layers = maps.map((filters, i) => [variable([3, 3, maps[i - 1] ?? 1, filters], 9 * (maps[i - 1] ?? 1)), tf.variable(tf.zeros([filters]))]);
  const [weight, bias] = [variable([49 * maps[1], 10], 49 * maps[1]), tf.variable(tf.zeros([10]))];
  const all = tf.tensor4d(images, [labels.length, 28, 28, 1]);
  const classes = tf.cast(tf.oneHot(tf.tensor1d(labels, "int32"), 10), "float32");
  const optimizer = tf.train.adam(0.01);
  const lossOf = (from, count) => {
    let maps4 = tf.slice(all, [from, 0, 0, 0], [count, 28, 28, 1]);
    for (const [w, b] of layers) maps4 = tf.maxPool(tf.relu(tf.add(convolve(maps4, w), b)), 2, 2, "valid");
    const scores = tf.add(tf.matMul(tf.reshape(maps4, [count, -1]), weight), bias);
    return tf.losses.softmaxCrossEntropy(tf.slice(classes, [from, 0], [count, 10]), scores);
  };
  const times = [];
  let loss = 0;
  for (let n = 0; n < epochs; n++) {
    const start = performance.now();
    loss = 0;
    for (let from = 0; from < labels.length; from += 64) {
      const count = Math.min(64, labels.length - from);
      const cost = optimizer.minimize(() => lossOf(from, count), true);
      loss += count * (await cost.data())[0];
      cost.dispose();
    }
    times.push(performance.now() - start);
  }
  return [...times, loss / labels.length];
};
