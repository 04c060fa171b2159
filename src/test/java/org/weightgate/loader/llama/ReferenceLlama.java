package org.weightgate.loader.llama;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// LLaMA in double precision, one token after the other and as plainly as its papers have it, from tensors under Hugging Face's
/// names (rotate-half). It shares no arithmetic with the loader: it is what the loader is held against.
final class ReferenceLlama {

    private final LlamaConfig config;
    private final Map<String, ModelWriter.Values> tensors;
    /// By layer, of every token so far: keys and values, [keyValueWidth] each.
    private final List<List<double[]>> keys = new ArrayList<>();
    private final List<List<double[]>> values = new ArrayList<>();

    ReferenceLlama(LlamaConfig config, Map<String, ModelWriter.Values> tensors) {
        this.config = config;
        this.tensors = tensors;
        for (int layer = 0; layer < config.layers(); layer++) {
            keys.add(new ArrayList<>());
            values.add(new ArrayList<>());
        }
    }

    /// The logits after `token`, [vocabularySize].
    double[] next(int token) {
        double[] stream = row("model.embed_tokens.weight", token);
        for (int layer = 0; layer < config.layers(); layer++) {
            String block = "model.layers." + layer + ".";
            stream = sum(stream, attention(layer, block, norm(block + "input_layernorm.weight", stream)));
            stream = sum(stream, feedForward(block, norm(block + "post_attention_layernorm.weight", stream)));
        }
        String output = config.tiedEmbeddings() ? "model.embed_tokens.weight" : "lm_head.weight";
        return times(output, norm("model.norm.weight", stream));
    }

    private double[] attention(int layer, String block, double[] in) {
        boolean bias = config.attentionBias();
        double[] query = linear(block + "self_attn.q_proj", in, bias);
        double[] key = linear(block + "self_attn.k_proj", in, bias);
        List<double[]> pastKeys = keys.get(layer);
        List<double[]> pastValues = values.get(layer);
        int position = pastKeys.size();
        turn(query, position);
        turn(key, position);
        pastKeys.add(key);
        pastValues.add(linear(block + "self_attn.v_proj", in, bias));
        int size = config.headSize();
        var mixed = new double[config.heads() * size];
        for (int head = 0; head < config.heads(); head++) {
            int shared = head / (config.heads() / config.keyValueHeads()) * size;
            var weights = new double[position + 1];
            for (int past = 0; past <= position; past++) {
                for (int i = 0; i < size; i++) {
                    weights[past] += query[head * size + i] * pastKeys.get(past)[shared + i] / Math.sqrt(size);
                }
            }
            softmax(weights);
            for (int past = 0; past <= position; past++) {
                for (int i = 0; i < size; i++) {
                    mixed[head * size + i] += weights[past] * pastValues.get(past)[shared + i];
                }
            }
        }
        return linear(block + "self_attn.o_proj", mixed, bias);
    }

    private double[] feedForward(String block, double[] in) {
        boolean bias = config.feedForwardBias();
        double[] gate = linear(block + "mlp.gate_proj", in, bias);
        double[] up = linear(block + "mlp.up_proj", in, bias);
        for (int i = 0; i < gate.length; i++) {
            up[i] *= gate[i] / (1 + Math.exp(-gate[i]));
        }
        return linear(block + "mlp.down_proj", up, bias);
    }

    private void turn(double[] heads, int position) {
        int half = config.headSize() / 2;
        for (int head = 0; head < heads.length; head += config.headSize()) {
            for (int i = 0; i < half; i++) {
                double angle = position * frequency(i);
                double first = heads[head + i];
                double second = heads[head + half + i];
                heads[head + i] = first * Math.cos(angle) - second * Math.sin(angle);
                heads[head + half + i] = second * Math.cos(angle) + first * Math.sin(angle);
            }
        }
    }

    /// As transformers computes it in `modeling_rope_utils.py`.
    double frequency(int pair) {
        double plain = 1 / Math.pow(config.rope().theta(), 2.0 * pair / config.headSize());
        return switch (config.rope().scaling()) {
            case Rope.Scaling.None none -> plain;
            case Rope.Scaling.Linear linear -> plain / linear.factor();
            case Rope.Scaling.Llama3 llama3 -> llama3(llama3, plain);
            case Rope.Scaling.Divided divided -> throw new IllegalArgumentException("a table of " + divided.divisors().size());
        };
    }

    private static double llama3(Rope.Scaling.Llama3 scaling, double plain) {
        double wavelength = 2 * Math.PI / plain;
        double longest = scaling.originalContext() / scaling.lowFrequencyFactor();
        double shortest = scaling.originalContext() / scaling.highFrequencyFactor();
        if (wavelength > longest) {
            return plain / scaling.factor();
        }
        if (wavelength < shortest) {
            return plain;
        }
        double smooth = (scaling.originalContext() / wavelength - scaling.lowFrequencyFactor())
                / (scaling.highFrequencyFactor() - scaling.lowFrequencyFactor());
        return (1 - smooth) * plain / scaling.factor() + smooth * plain;
    }

    private double[] norm(String name, double[] in) {
        double squares = 0;
        for (double one : in) {
            squares += one * one;
        }
        double scale = 1 / Math.sqrt(squares / in.length + config.epsilon());
        float[] weights = tensor(name).numbers();
        var out = new double[in.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = in[i] * scale * weights[i];
        }
        return out;
    }

    private double[] linear(String name, double[] in, boolean bias) {
        double[] out = times(name + ".weight", in);
        for (int i = 0; bias && i < out.length; i++) {
            out[i] += tensor(name + ".bias").numbers()[i];
        }
        return out;
    }

    private double[] times(String name, double[] in) {
        float[] weights = tensor(name).numbers();
        var out = new double[weights.length / in.length];
        for (int i = 0; i < weights.length; i++) {
            out[i / in.length] += weights[i] * in[i % in.length];
        }
        return out;
    }

    private double[] row(String name, int row) {
        var out = new double[config.hiddenSize()];
        for (int i = 0; i < out.length; i++) {
            out[i] = tensor(name).numbers()[row * out.length + i];
        }
        return out;
    }

    private ModelWriter.Values tensor(String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    private static double[] sum(double[] first, double[] second) {
        for (int i = 0; i < first.length; i++) {
            first[i] += second[i];
        }
        return first;
    }

    private static void softmax(double[] scores) {
        double most = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            most = Math.max(most, score);
        }
        double total = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.exp(scores[i] - most);
            total += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= total;
        }
    }
}
