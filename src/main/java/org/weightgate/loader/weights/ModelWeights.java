package org.weightgate.loader.weights;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The weights of a model, one file or several shards: `model.safetensors`, or `model.safetensors.index.json` and the shards it
/// names, or a GGUF file. The index and the shards must agree tensor by tensor. Meta's single file may be called
/// `consolidated.safetensors` or `consolidated.00.safetensors`.
///
/// @param shards in the order of the index
/// @param tensors every tensor of every shard, by name
public record ModelWeights(List<WeightFile> shards, Map<String, Tensor> tensors) {

    /// The file that names the shards.
    public static final String INDEX = "model.safetensors.index.json";
    /// The file of a model with one shard.
    public static final String SINGLE = "model.safetensors";

    private static final List<String> SINGLES = List.of(SINGLE, "consolidated.safetensors", "consolidated.00.safetensors");
    private static final String SECOND_SLICE = "consolidated.01.safetensors";
    private static final int INDEX_BYTES = 16 << 20;
    private static final int SHARDS = 4096;
    private static final Pattern BASENAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    /// Whether there is a safetensors model: an index, or a file of one of the known names.
    static boolean hasSafetensors(WeightFiles files) {
        return files.has(INDEX) || SINGLES.stream().anyMatch(files::has);
    }

    /// Maps the shards into `arena`. The files may be closed afterwards; the tensors live as long as the arena.
    ///
    /// @throws WeightFormatException if there is no model, more than one, or a file is not as it must be
    public static ModelWeights map(WeightFiles files, Arena arena) throws IOException {
        List<String> whole = SINGLES.stream().filter(files::has).toList();
        boolean sharded = files.has(INDEX);
        if (whole.size() + (sharded ? 1 : 0) > 1) {
            throw new WeightFormatException(sharded ? INDEX : whole.get(1), "the file", "there beside " + whole.getFirst(),
                    "only one of the two may be there");
        }
        if (files.has(SECOND_SLICE)) {
            throw new WeightFormatException(SECOND_SLICE, "the file", "there",
                    "matrices cut in slices for several devices are not read: join them into one file");
        }
        if (sharded) {
            return sharded(files, arena);
        }
        if (!whole.isEmpty()) {
            Safetensors file = mapFile(files, whole.getFirst(), arena);
            return new ModelWeights(List.of(file), file.tensors());
        }
        if (ModelFormat.of(files) instanceof ModelFormat.OneGguf one) {
            Gguf file = files.open(one.file(), channel -> Gguf.map(one.file(), channel, arena));
            return new ModelWeights(List.of(file), file.tensors());
        }
        throw new WeightFormatException(SINGLE, "the file", "absent", "the folder needs it or " + INDEX);
    }

    private static ModelWeights sharded(WeightFiles files, Arena arena) throws IOException {
        Map<String, String> index = index(WeightJson.read(files, INDEX, INDEX_BYTES));
        var shards = new ArrayList<Safetensors>();
        for (String name : new LinkedHashSet<>(index.values())) {
            shards.add(mapFile(files, name, arena));
        }
        return new ModelWeights(List.copyOf(shards), agreed(index, shards));
    }

    /// Bytes of all tensors together.
    public long bytes() {
        return tensors.values().stream().mapToLong(tensor -> tensor.data().byteSize()).sum();
    }

    static Map<String, String> index(JsonField document) throws WeightFormatException {
        JsonField weightMap = document.get("weight_map");
        Map<String, JsonField> members = weightMap.members();
        if (members.isEmpty() || members.size() > Safetensors.TENSORS) {
            throw weightMap.refused("it must name 1 to " + Safetensors.TENSORS + " tensors");
        }
        var index = new LinkedHashMap<String, String>();
        Set<String> shards = new LinkedHashSet<>();
        for (var member : members.entrySet()) {
            String shard = member.getValue().text();
            if (!BASENAME.matcher(shard).matches() || !shard.endsWith(".safetensors")) {
                throw member.getValue().refused("it must be the plain name of a .safetensors file in the same folder");
            }
            shards.add(shard);
            index.put(member.getKey(), shard);
        }
        if (shards.size() > SHARDS) {
            throw weightMap.refused("at most " + SHARDS + " shards are read");
        }
        return index;
    }

    private static Map<String, Tensor> agreed(Map<String, String> index, List<Safetensors> shards)
            throws WeightFormatException {
        var tensors = new LinkedHashMap<String, Tensor>();
        for (Safetensors shard : shards) {
            for (Tensor tensor : shard.tensors().values()) {
                String expected = index.get(tensor.name());
                if (!shard.file().equals(expected)) {
                    throw new WeightFormatException(shard.file(), "tensor " + tensor.name(), "there",
                            INDEX + (expected == null ? " does not know it" : " says it is in " + expected));
                }
                tensors.put(tensor.name(), tensor);
            }
        }
        for (var entry : index.entrySet()) {
            if (!tensors.containsKey(entry.getKey())) {
                throw new WeightFormatException(entry.getValue(), "tensor " + entry.getKey(), "absent",
                        INDEX + " says it is there");
            }
        }
        return tensors;
    }

    private static Safetensors mapFile(WeightFiles files, String name, Arena arena) throws IOException {
        return files.open(name, channel -> Safetensors.map(name, channel, arena));
    }
}
