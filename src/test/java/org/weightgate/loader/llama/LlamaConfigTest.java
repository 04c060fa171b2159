package org.weightgate.loader.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightgate.loader.weights.JsonField;
import org.weightgate.loader.weights.StrictJson;
import org.weightgate.loader.weights.WeightFormatException;

class LlamaConfigTest {

    private static final String GOOD = """
            {"model_type":"llama","architectures":["LlamaForCausalLM"],"hidden_act":"silu","hidden_size":64,
            "intermediate_size":176,"num_hidden_layers":2,"num_attention_heads":4,"num_key_value_heads":2,"vocab_size":256,
            "max_position_embeddings":512,"rms_norm_eps":1e-05,"rope_theta":10000.0,"tie_word_embeddings":false,
            "eos_token_id":2,"rope_scaling":{"rope_type":"llama3","factor":8.0,"low_freq_factor":1.0,"high_freq_factor":4.0,
            "original_max_position_embeddings":64}}""";

    @Test
    void whatIsNotStatedIsAsTransformersHasIt() throws IOException {
        LlamaConfig config = read("""
                {"model_type":"llama","hidden_size":64,"intermediate_size":8,"num_hidden_layers":1,"num_attention_heads":4,
                "vocab_size":9}""");

        assertThat(config).returns(4, LlamaConfig::keyValueHeads).returns(16, LlamaConfig::headSize)
                .returns(2048, LlamaConfig::contextLength).returns(1e-6f, LlamaConfig::epsilon)
                .returns(false, LlamaConfig::tiedEmbeddings).returns(Set.of(), LlamaConfig::endTokens)
                .returns(new Rope(10_000, new Rope.Scaling.None(), Rope.Pairs.HALVES), LlamaConfig::rope);
    }

    @Test
    void newerAndOlderSpellingsOfRopeMeanTheSame() throws IOException {
        Rope newer = read(GOOD.replace("\"rope_theta\":10000.0,", "").replace("\"rope_scaling\":{",
                "\"rope_parameters\":{\"rope_theta\":10000.0,")).rope();
        Rope older = read(GOOD.replace("\"rope_type\"", "\"type\"")).rope();

        assertThat(newer).isEqualTo(older).isEqualTo(read(GOOD).rope());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
            "\"llama\"                 ; \"mistral\"                ; model_type",
            "\"model_type\":\"llama\", ; ``                         ; model_type",
            "[\"LlamaForCausalLM\"]    ; [\"LlamaModel\"]           ; architectures[0]",
            "\"silu\"                  ; \"gelu\"                   ; hidden_act",
            "\"hidden_size\":64        ; \"hidden_size\":0          ; hidden_size",
            "\"hidden_size\":64        ; \"hidden_size\":66         ; hidden_size",
            "\"hidden_size\":64        ; \"hidden_size\":\"64\"     ; hidden_size",
            "\"hidden_size\":64        ; \"hidden_size\":2147483648 ; hidden_size",
            "\"hidden_size\":64        ; \"hidden_size\":64,\"head_dim\":15 ; head_dim",
            "\"hidden_size\":64        ; \"hidden_size\":64,\"head_dim\":1048576 ; num_attention_heads",
            "\"num_key_value_heads\":2 ; \"num_key_value_heads\":3  ; num_key_value_heads",
            "\"num_key_value_heads\":2 ; \"num_key_value_heads\":8  ; num_key_value_heads",
            "\"num_hidden_layers\":2   ; \"num_hidden_layers\":1e9  ; num_hidden_layers",
            "1e-05                     ; NaN                        ; character 257",
            "1e-05                     ; 1e999                      ; rms_norm_eps",
            "1e-05                     ; -1                         ; rms_norm_eps",
            "10000.0                   ; 0                          ; rope_theta",
            "\"eos_token_id\":2        ; \"eos_token_id\":256       ; eos_token_id",
            "\"eos_token_id\":2        ; \"eos_token_id\":[2,-1]    ; eos_token_id[1]",
            "\"eos_token_id\":2        ; \"hidden_size\":64         ; hidden_size",
            "\"eos_token_id\":2        ; \"quantization_config\":{} ; quantization_config",
            "\"eos_token_id\":2        ; \"partial_rotary_factor\":0.5 ; partial_rotary_factor",
            "\"eos_token_id\":2        ; \"rope_parameters\":{}     ; rope_parameters",
            "\"llama3\"                ; \"yarn\"                   ; rope_scaling.rope_type",
            "\"factor\":8.0            ; \"factor\":0               ; rope_scaling.factor",
            "\"high_freq_factor\":4.0  ; \"high_freq_factor\":1.0   ; rope_scaling.high_freq_factor",
            "\"tie_word_embeddings\":false ; \"tie_word_embeddings\":0 ; tie_word_embeddings",
    })
    void whatCanNotBeRunIsRefusedByName(String from, String to, String field) {
        assertThat(GOOD).contains(from);

        assertThatThrownBy(() -> read(GOOD.replace(from, to))).isInstanceOfSatisfying(WeightFormatException.class, refused -> {
            assertThat(refused.file()).isEqualTo("config.json");
            assertThat(refused.field()).isEqualTo(field);
        });
    }

    private static LlamaConfig read(String text) throws IOException {
        JsonField config = StrictJson.parse("config.json", text.getBytes(StandardCharsets.UTF_8));
        return HuggingFaceConfig.of(config, config.get("eos_token_id"));
    }
}
