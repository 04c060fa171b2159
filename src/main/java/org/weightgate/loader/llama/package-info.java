/// The LLaMA architecture: configuration, forward pass, sampling.
@NullMarked
package org.weightgate.loader.llama;

import org.jspecify.annotations.NullMarked;
