/// Text to token ids and back.
@NullMarked
package org.weightgate.loader.tokenizer;

import org.jspecify.annotations.NullMarked;
