package org.weightgate.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/// A model in the shape Hugging Face clients read.
@JsonInclude(JsonInclude.Include.NON_NULL)
record ModelInfo(@JsonProperty("_id") UUID internalId, String id, String modelId, String author, @Nullable String sha,
        String lastModified, String createdAt, @JsonProperty("private") boolean hidden, String gated, boolean disabled,
        int downloads, int likes, List<String> tags, @JsonProperty("pipeline_tag") @Nullable String pipelineTag,
        @JsonProperty("library_name") @Nullable String libraryName, Map<String, String> cardData,
        @Nullable Map<String, Object> config, @Nullable List<Sibling> siblings) {

    private static final String CAUSAL = "ForCausalLM";

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Sibling(String rfilename, @Nullable Long size, @Nullable String blobId, @Nullable Lfs lfs) {

        record Lfs(String sha256, long size, int pointerSize) {
        }

        static Sibling of(HubFile file) {
            return new Sibling(file.path(), null, null, null);
        }

        static Sibling of(HubFile file, String gitName) {
            Lfs lfs = file.isLarge() ? new Lfs(file.sha256(), file.size(), GitObjects.pointer(file).length) : null;
            return new Sibling(file.path(), file.size(), gitName, lfs);
        }
    }

    static ModelInfo of(Model model, Optional<Snapshot> snapshot, @Nullable List<Sibling> siblings) {
        String architecture = snapshot.map(Snapshot::architecture).map(ModelInfo::className).orElse(null);
        boolean writes = architecture != null && architecture.endsWith(CAUSAL);
        var tags = new ArrayList<String>();
        if (siblings != null && siblings.stream().anyMatch(file -> file.rfilename().endsWith(".safetensors"))) {
            tags.add("safetensors");
        }
        tags.add("license:other");
        return new ModelInfo(model.id(), model.fullName(), model.fullName(), model.namespace(),
                snapshot.map(Snapshot::commit).orElse(null), HubTime.of(snapshot.map(Snapshot::at).orElse(model.createdAt())),
                HubTime.of(model.createdAt()), false, "manual", snapshot.map(Snapshot::withdrawn).orElse(false), 0, 0,
                List.copyOf(tags), writes ? "text-generation" : null, writes ? "transformers" : null,
                Map.of("license", "other"), architecture == null ? null : Map.of("architectures", List.of(architecture)),
                siblings);
    }

    /// Manifests name the kind of a model; transformers' clients ask for its class.
    private static String className(String architecture) {
        return architecture.equals("llama") ? "LlamaForCausalLM" : architecture;
    }
}
