package org.weightgate.loader.llama;

import java.util.regex.Pattern;

import org.weightgate.loader.weights.ModelFormat;

/// What the tensors of a LLaMA model are called in one form of model. Names of matrices stand without `.weight` and `.bias`.
///
/// @param blocks what a block's names begin with, before its number
/// @param attentionNorm and the names after it: within a block
/// @param derived tensors that only repeat what the configuration says
record TensorNames(String embedding, String norm, String output, String blocks, String attentionNorm, String query, String key,
        String value, String attentionOutput, String feedForwardNorm, String gate, String up, String down, Pattern derived) {

    private static final TensorNames HUGGING_FACE = new TensorNames("model.embed_tokens.weight", "model.norm.weight",
            "lm_head.weight", "model.layers.", "input_layernorm.weight", "self_attn.q_proj", "self_attn.k_proj",
            "self_attn.v_proj", "self_attn.o_proj", "post_attention_layernorm.weight", "mlp.gate_proj", "mlp.up_proj",
            "mlp.down_proj", Pattern.compile("model\\.layers\\.\\d+\\.self_attn\\.rotary_emb\\.inv_freq"));

    private static final TensorNames META = new TensorNames("tok_embeddings.weight", "norm.weight", "output.weight", "layers.",
            "attention_norm.weight", "attention.wq", "attention.wk", "attention.wv", "attention.wo", "ffn_norm.weight",
            "feed_forward.w1", "feed_forward.w3", "feed_forward.w2",
            Pattern.compile("rope\\.freqs|layers\\.\\d+\\.attention\\.inner_attention\\.rope\\.freqs"));

    private static final TensorNames GGUF = new TensorNames("token_embd.weight", "output_norm.weight", "output.weight", "blk.",
            "attn_norm.weight", "attn_q", "attn_k", "attn_v", "attn_output", "ffn_norm.weight", "ffn_gate", "ffn_up",
            "ffn_down",
            Pattern.compile("rope_freqs\\.weight|blk\\.\\d+\\.attn_rot_embd"));

    static TensorNames of(ModelFormat format) {
        return switch (format) {
            case ModelFormat.HuggingFace config -> HUGGING_FACE;
            case ModelFormat.Meta params -> META;
            case ModelFormat.OneGguf one -> GGUF;
        };
    }

    /// What the names within block `number` begin with.
    String block(int number) {
        return blocks + number + ".";
    }
}
