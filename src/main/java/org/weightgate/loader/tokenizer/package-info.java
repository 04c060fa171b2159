/// Text to token ids and back.
///
/// Begin with [Tokenizer]: added tokens are cut out of a text, [TextRule]s change the rest, a [WordEncoder] turns it into ids, and
/// [TextStream] turns ids back into text. The two encoders are [ByteLevel] (GPT-2, Llama 3, SmolLM), which cuts words by
/// [WordPattern]s and writes bytes in the [ByteAlphabet], and [Pieces] (SentencePiece, Llama 1 and 2). Both merge by
/// [BytePairEncoding].
///
/// Three readers put a tokenizer together, each refusing what these classes do not do: [TokenizerFile] from `tokenizer.json`
/// (with [Words], [Template] and, for pieces, [PieceFile]), [SentencePieceModel] from `tokenizer.model` and [GgufTokenizer] from
/// a GGUF file; the last two share [PieceVocabulary], whose merges follow from scores ([PieceMerges]).
@NullMarked
package org.weightgate.loader.tokenizer;

import org.jspecify.annotations.NullMarked;
