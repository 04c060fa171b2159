/// The LLaMA architecture: configuration, forward pass, sampling.
///
/// To read it from a folder of files to a token, in this order:
///
/// 1. [LlamaModel#open] maps the files and puts together what follows.
/// 2. [LlamaConfig]: the shape of the model and its settings, read by [HuggingFaceConfig], [MetaConfig] or [GgufConfig].
/// 3. [LlamaWeights]: every tensor by the name [TensorNames] has for it, its shape checked, as a [Matrix] in the mapped file.
/// 4. [LlamaSession]: the forward pass, from token ids to logits, layer by layer. What it is made of: [RmsNorm], [Linear],
///    [Rotation] by the angles of [Rope], [KeyValueCache], [Attention].
/// 5. [Sampler]: from logits to the next token, under the settings of [Sampling].
///
/// The arithmetic behind [Linear] and [Attention] is a [Kernel]. [ScalarKernel] says in plain Java what it computes;
/// [VectorKernel] computes the same fast. [Workers] share the rows of a matrix between threads.
@NullMarked
package org.weightgate.loader.llama;

import org.jspecify.annotations.NullMarked;
