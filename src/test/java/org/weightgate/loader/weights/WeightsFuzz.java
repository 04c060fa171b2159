package org.weightgate.loader.weights;

import static org.weightgate.fuzz.Promise.that;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

import org.weightgate.fuzz.Promise;

/// The readers of weight files and their index under any bytes.
public final class WeightsFuzz {

    private static final String SAFETENSORS = "model.safetensors";
    private static final String GGUF = "model.gguf";
    private static final int MOST = 1 << 16;

    private WeightsFuzz() {
    }

    /// Whether it is read. The tensors lie one behind the other, from the header to the end of the file, each as large as its shape says.
    public static boolean safetensors(byte[] input) {
        MemorySegment whole = MemorySegment.ofArray(input);
        try {
            Safetensors read = Safetensors.read(SAFETENSORS, whole);
            long end = whole.address() + Long.BYTES + whole.get(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, 0);
            for (Tensor tensor : read.tensors().values()) {
                that(tensor.data().address() == end, "a tensor begins where the one before it ends");
                requireShape(tensor);
                end += tensor.data().byteSize();
            }
            that(end == whole.address() + input.length, "the tensors reach the end of the file");
            return true;
        } catch (WeightFormatException refused) {
            Promise.refusal(refused, SAFETENSORS);
            return false;
        }
    }

    /// Every tensor is in a file of this folder.
    public static boolean index(byte[] input) {
        try {
            Map<String, String> index = ModelWeights.index(WeightJson.parse(ModelWeights.INDEX, input));
            that(!index.isEmpty(), "there are tensors");
            index.values().forEach(shard -> that(shard.endsWith(".safetensors") && shard.indexOf('/') < 0
                    && shard.indexOf('\\') < 0 && shard.charAt(0) != '.', "a shard is a plain name"));
            return true;
        } catch (WeightFormatException refused) {
            Promise.refusal(refused, ModelWeights.INDEX);
            return false;
        }
    }

    /// The tensors lie in the file without overlap, each as large as its shape says, and every value can be asked for as anything.
    public static boolean gguf(byte[] input) {
        MemorySegment whole = MemorySegment.ofArray(input);
        try {
            Gguf read = Gguf.read(GGUF, whole);
            long end = whole.address();
            for (Tensor tensor : read.tensors().values()) {
                that(tensor.data().address() >= end, "no tensors overlap");
                requireShape(tensor);
                end = tensor.data().address() + tensor.data().byteSize();
            }
            that(end <= whole.address() + input.length, "the tensors lie in the file");
            for (GgufField field : read.metadata().values()) {
                askFor(field);
            }
            return true;
        } catch (WeightFormatException refused) {
            Promise.refusal(refused, GGUF);
            return false;
        }
    }

    private interface Getter {
        Object get(GgufField field) throws WeightFormatException;
    }

    private static final List<Getter> GETTERS = List.of(GgufField::text, field -> field.truthOr(true),
            field -> field.count(0, MOST), field -> field.number(0, MOST), field -> field.texts(MOST),
            field -> field.floats(MOST), field -> field.integers(MOST));

    private static void askFor(GgufField field) {
        int answers = 0;
        for (Getter getter : GETTERS) {
            try {
                getter.get(field);
                answers++;
            } catch (WeightFormatException refused) {
                Promise.refusal(refused, GGUF);
            }
        }
        that(answers <= 2, "a value has one type, and whole numbers are numbers");
    }

    private static void requireShape(Tensor tensor) {
        long elements = tensor.shape().stream().reduce(1L, Math::multiplyExact);
        that(tensor.elements() == elements, "a tensor is as large as its shape says");
        that(!tensor.name().isEmpty(), "a tensor has a name");
    }
}
