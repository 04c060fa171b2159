/// The reference loader and its command line; reaches no portal package.
///
/// [Model#open] verifies a folder and maps it, [Session] reads and writes text with it. Below: `weights` reads the files,
/// `tokenizer` turns text into tokens, `llama` computes, `transfer` downloads, `cli` is the command line.
@NullMarked
package org.weightgate.loader;

import org.jspecify.annotations.NullMarked;
