package org.weightgate.loader.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightgate.loader.weights.WeightFiles;
import org.weightgate.loader.weights.WeightFormatException;

/// Folders that hold nearly a model.
class BrokenModelTest {

    private static final Path BASE = Path.of("src/test/resources/golden/base");
    private static final String INDEX = "model.safetensors.index.json";

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void copyModel() throws IOException {
        for (String name : List.of("config.json", INDEX, "model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors",
                "model-00003-of-00003.safetensors")) {
            Files.copy(BASE.resolve(name), folder.resolve(name));
        }
    }

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
            "config.json ; \"vocab_size\": 256         ; \"vocab_size\": 255   ; the shape of model.embed_tokens.weight",
            "config.json ; \"num_hidden_layers\": 2    ; \"num_hidden_layers\": 1 ; tensor model.layers.1.input_layernorm.weight",
            "config.json ; \"num_hidden_layers\": 2    ; \"num_hidden_layers\": 3 ; tensor model.layers.2.input_layernorm.weight",
            "config.json ; \"num_key_value_heads\": 2  ; \"num_key_value_heads\": 4 ; the shape of model.layers.0.self_attn.k_proj.weight",
            "config.json ; \"attention_bias\": false   ; \"attention_bias\": true ; tensor model.layers.0.self_attn.q_proj.bias",
            "config.json ; \"mlp_bias\": false         ; \"mlp_bias\": true    ; tensor model.layers.0.mlp.gate_proj.bias",
            "config.json ; \"tie_word_embeddings\": false ; \"tie_word_embeddings\": true ; tensor lm_head.weight",
            INDEX + "    ; \"lm_head.weight\"          ; \"lm_head.other\"     ; tensor lm_head.weight",
            INDEX + "    ; \"lm_head.weight\": \"model-00003 ; \"lm_head.weight\": \"model-00002 ; tensor lm_head.weight",
            INDEX + "    ; \"lm_head.weight\":         ; \"extra\": \"model-00003-of-00003.safetensors\", \"lm_head.weight\": ; tensor extra",
            INDEX + "    ; \"lm_head.weight\": \"model-00003 ; \"lm_head.weight\": \"../model-00003 ; weight_map.lm_head.weight",
            INDEX + "    ; \"lm_head.weight\": \"model-00003 ; \"lm_head.weight\": \"/model-00003 ; weight_map.lm_head.weight",
            INDEX + "    ; \"lm_head.weight\": \"model-00003 ; \"lm_head.weight\": \"model-00009 ; the file",
            INDEX + "    ; \"lm_head.weight\": \"      ; \"lm_head.weight\": 7, \"x\": \" ; weight_map.lm_head.weight",
            INDEX + "    ; \"lm_head.weight\"          ; \"model.norm.weight\" ; weight_map.model.norm.weight",
            INDEX + "    ; \"weight_map\"              ; \"weights\"           ; weight_map",
    })
    void folderThatContradictsItselfIsRefused(String file, String from, String to, String field) throws IOException {
        String text = Files.readString(folder.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(folder.resolve(file), text.replace(from, to));

        assertThatThrownBy(this::open).isInstanceOfSatisfying(WeightFormatException.class,
                refused -> assertThat(refused.field()).isEqualTo(field));
    }

    @Test
    void truncatedShardIsRefused() throws IOException {
        try (FileChannel channel = FileChannel.open(folder.resolve("model-00002-of-00003.safetensors"),
                StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 1);
        }

        assertThatThrownBy(this::open).isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("model-00002-of-00003.safetensors");
    }

    @Test
    void missingAndDoubledFilesAreRefused() throws IOException {
        Files.copy(BASE.resolve("model-00003-of-00003.safetensors"), folder.resolve("model.safetensors"));
        assertThatThrownBy(this::open).hasMessageContaining("only one of the two");

        Files.delete(folder.resolve("model.safetensors"));
        Files.delete(folder.resolve(INDEX));
        assertThatThrownBy(this::open).isInstanceOf(WeightFormatException.class).hasMessageContaining("the folder needs it");
    }

    @Test
    void linkInPlaceOfAShardIsRefused() throws IOException {
        Path shard = folder.resolve("model-00001-of-00003.safetensors");
        Files.delete(shard);
        Files.createSymbolicLink(shard, BASE.resolve("model-00001-of-00003.safetensors").toAbsolutePath());

        assertThatThrownBy(this::open).isInstanceOf(WeightFormatException.class).hasMessageContaining("a symbolic link");
    }

    @Test
    void tokensThatDoNotFitAreRefusedAndReadNothing() throws IOException {
        try (var model = LlamaModel.open(WeightFiles.in(folder)); var workers = new Workers(1)) {
            var session = new LlamaSession(model, new ScalarKernel(), workers, 2);

            assertThatThrownBy(() -> session.advance(1, 256)).hasMessageContaining("token 256");
            assertThatThrownBy(() -> session.advance(1, -1)).hasMessageContaining("token -1");
            assertThatThrownBy(() -> session.advance(1, 2, 3)).hasMessageContaining("3 tokens");
            assertThatThrownBy(session::advance).hasMessageContaining("0 tokens");
            assertThat(session.position()).isZero();
            assertThatThrownBy(() -> new LlamaSession(model, new ScalarKernel(), workers, 513)).hasMessageContaining("512");
        }
    }

    @Test
    void fileThatIsCutShortWhileInUseIsAnErrorAndNotACrash() throws IOException {
        try (var model = LlamaModel.open(WeightFiles.in(folder)); var workers = new Workers(2)) {
            var session = new LlamaSession(model, new ScalarKernel(), workers, 2);
            try (FileChannel channel = FileChannel.open(folder.resolve("model-00003-of-00003.safetensors"),
                    StandardOpenOption.WRITE)) {
                channel.truncate(8);
            }

            assertThatThrownBy(() -> session.advance(1)).isInstanceOf(WeightFormatException.class)
                    .hasMessageContaining("a mapped page");
        }
    }

    private void open() throws IOException {
        LlamaModel.open(WeightFiles.in(folder)).close();
    }
}
