/**
 * The optimisers of `cnnbook.training`: SGD and Adam, with PyTorch's rules.
 *
 * @typedef {import("./learning_convolution.js").Parameter} Parameter
 * @typedef {{kind: "SGD" | "Adam", lr: number, momentum?: number, betas?: [number, number], eps?: number, weight_decay?: number}} OptimiserOptions
 */

/** A function that takes one step, from the parameters' gradients. @param {Parameter[]} parameters @param {OptimiserOptions} options */
export function createOptimiser(parameters, options) {
  return options.kind === "Adam" ? adam(parameters, options) : sgd(parameters, options);
}

function sgd(parameters, { lr, momentum = 0, weight_decay: decay = 0 }) {
  const directions = parameters.map(({ data }) => new Float64Array(data.length));
  return () =>
    parameters.forEach(({ data, grad }, n) => {
      const direction = directions[n];
      for (let i = 0; i < data.length; i++) {
        direction[i] = momentum * direction[i] + (grad[i] + decay * data[i]);
        data[i] -= lr * direction[i];
      }
    });
}

function adam(parameters, { lr, betas: [beta1, beta2] = [0.9, 0.999], eps = 1e-8, weight_decay: decay = 0 }) {
  const means = parameters.map(({ data }) => new Float64Array(data.length));
  const squares = parameters.map(({ data }) => new Float64Array(data.length));
  let steps = 0;
  return () => {
    steps += 1;
    const rate = lr / (1 - beta1 ** steps);
    const root = Math.sqrt(1 - beta2 ** steps);
    parameters.forEach(({ data, grad }, n) => {
      const [mean, square] = [means[n], squares[n]];
      for (let i = 0; i < data.length; i++) {
        const g = grad[i] + decay * data[i];
        mean[i] += (1 - beta1) * (g - mean[i]);
        square[i] = beta2 * square[i] + (1 - beta2) * (g * g);
        data[i] -= (rate * mean[i]) / (Math.sqrt(square[i]) / root + eps);
      }
    });
  };
}
