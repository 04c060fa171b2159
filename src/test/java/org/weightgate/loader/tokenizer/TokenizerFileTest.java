package org.weightgate.loader.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightgate.loader.weights.WeightFormatException;
import org.weightgate.loader.weights.WeightJson;

/// A byte-level `tokenizer.json` of a few tokens with one part in another form.
class TokenizerFileTest {

    private static final int VOCABULARY = 12;
    private static final String GPT2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
    private static final String DOCUMENT = """
            {"added_tokens":[],"normalizer":null,"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false},
            "post_processor":null,"decoder":{"type":"ByteLevel"},"model":{"type":"BPE","vocab":{"\u0120":0,"a":1,"b":2,"ab":3,
            "<s>":4,"c":5,"b\u0120":6,"ba":7},"merges":["b \u0120","a b"]}}""";

    /// What stands for longer JSON in the lines below.
    private static String written(String part) {
        return part.replace("TEMPLATE(", "{'type':'TemplateProcessing','special_tokens':{'<s>':{'ids':[4]},'<x>':{'ids':[12]},"
                + "'<two>':{'ids':[4,1]}},'single':[").replace(")", "]}")
                .replace("S!", "{'SpecialToken':{'id':'<s>'}}").replace("X!", "{'SpecialToken':{'id':'<x>'}}")
                .replace("T!", "{'SpecialToken':{'id':'<two>'}}").replace("N!", "{'SpecialToken':{'id':'<none>'}}")
                .replace("A!", "{'Sequence':{'id':'A'}}").replace("B!", "{'Sequence':{'id':'B'}}")
                .replace("SPLIT",
                        "{'type':'Split','pattern':{'Regex':'" + GPT2.replace('\'', '\u0000').replace("\\", "\\\\")
                                + "'},'behavior':'Isolated'}")
                .replace("LEVEL", "{'type':'ByteLevel','add_prefix_space':false,'use_regex':false}")
                .replace("TOKEN", "'id':8,'content':'a b'").replace('\'', '"').replace('\u0000', '\'');
    }

    private static Tokenizer read(String from, String to) throws WeightFormatException {
        assertThat(DOCUMENT).contains(written(from));
        return new TokenizerFile(WeightJson.parse(Tokenizer.FILE,
                DOCUMENT.replace(written(from), written(to)).getBytes(StandardCharsets.UTF_8)), VOCABULARY).tokenizer();
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
            "'post_processor':null ; 'post_processor':null                                    ; ab     ; 3",
            "'post_processor':null ; 'post_processor':TEMPLATE(S!,A!)                         ; ab     ; 4 3",
            "'post_processor':null ; 'post_processor':TEMPLATE(A!,S!)                         ; ab     ; 3 4",
            "'post_processor':null ; 'post_processor':TEMPLATE(S!,T!,A!,S!)                   ; ab     ; 4 4 1 3 4",
            "'post_processor':null ; 'post_processor':{'type':'ByteLevel'}                    ; ab     ; 3",
            "'post_processor':null ; 'post_processor':{'type':'Sequence','processors':[]}     ; ab     ; 3",
            "'post_processor':null ; 'post_processor':{'type':'Sequence','processors':[{'type':'ByteLevel'},TEMPLATE(S!,A!)]} ; ab ; 4 3",
            "{'type':'ByteLevel','add_prefix_space':false} ; {'type':'ByteLevel'}             ; ab     ; 0 3",
            "{'type':'ByteLevel','add_prefix_space':false} ; {'type':'ByteLevel'}             ; ` ab`  ; 0 3",
            "{'type':'ByteLevel','add_prefix_space':false} ; {'type':'ByteLevel','add_prefix_space':false} ; b a ; 2 0 1",
            "{'type':'ByteLevel','add_prefix_space':false} ; LEVEL                            ; b a    ; 6 1",
            "{'type':'ByteLevel','add_prefix_space':false} ; {'type':'Sequence','pretokenizers':[LEVEL]} ; b a ; 6 1",
            "{'type':'ByteLevel','add_prefix_space':false} ; {'type':'Sequence','pretokenizers':[SPLIT,LEVEL]} ; b a ; 2 0 1",
            "'normalizer':null     ; 'normalizer':{'type':'Sequence','normalizers':[]}        ; ab     ; 3",
            "'decoder':{'type':'ByteLevel'} ; 'decoder':{'type':'Sequence','decoders':[{'type':'ByteLevel'}]} ; ab ; 3",
            "'type':'BPE','vocab'  ; 'vocab'                                                  ; ab     ; 3",
            "'type':'BPE','vocab'  ; 'type':'BPE','dropout':0,'continuing_subword_prefix':'','end_of_word_suffix':'','vocab' ; ab ; 3",
            "'type':'BPE','vocab'  ; 'ignore_merges':false,'vocab'                            ; ba     ; 2 1",
            "'type':'BPE','vocab'  ; 'ignore_merges':true,'vocab'                             ; ba     ; 7",
            "'a b'                 ; ['a','b']                                                ; ab     ; 3",
            "'added_tokens':[],    ; 'version':'1.0',                                         ; ab     ; 3",
            "'added_tokens':[],    ; ``                                                       ; ab     ; 3",
            "'added_tokens':[]     ; 'added_tokens':[{'id':3,'content':'ab'}]                 ; cab    ; 5 3",
            "'added_tokens':[]     ; 'added_tokens':[{TOKEN}]                                 ; ca bc  ; 5 8 5",
            "'added_tokens':[]     ; 'added_tokens':[{TOKEN,'single_word':true}]              ; ca b   ; 5 1 0 2",
            "'added_tokens':[]     ; 'added_tokens':[{TOKEN}]                                 ; c a b c ; 5 0 8 0 5",
            "'added_tokens':[]     ; 'added_tokens':[{TOKEN,'lstrip':true}]                   ; c a b c ; 5 8 0 5",
            "'added_tokens':[]     ; 'added_tokens':[{TOKEN,'rstrip':true}]                   ; c a b c ; 5 0 8 5",
            "'added_tokens':[]     ; 'added_tokens':[{TOKEN,'normalized':true},{'id':9,'content':'b c'}] ; a b c ; 1 0 9" })
    void whatIsReadIsDone(String from, String to, String text, String ids) throws WeightFormatException {
        assertThat(read(from, to).encode(text)).isEqualTo(Arrays.stream(ids.split(" ")).mapToInt(Integer::parseInt).toArray());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', value = {
            "'post_processor':null ; 'post_processor':TEMPLATE(A!,A!)                         ; post_processor.single[1]",
            "'post_processor':null ; 'post_processor':TEMPLATE(S!)                            ; post_processor.single",
            "'post_processor':null ; 'post_processor':TEMPLATE()                              ; post_processor.single",
            "'post_processor':null ; 'post_processor':TEMPLATE(B!)                            ; post_processor.single[0]",
            "'post_processor':null ; 'post_processor':TEMPLATE(N!,A!)                         ; post_processor.special_tokens.<none>",
            "'post_processor':null ; 'post_processor':TEMPLATE(X!,A!)                         ; post_processor.special_tokens.<x>.ids[0]",
            "'post_processor':null ; 'post_processor':{'type':'BertProcessing'}               ; post_processor.type",
            "'post_processor':null ; 'post_processor':{'type':'Sequence','processors':[{'type':'RobertaProcessing'}]} ; post_processor.processors[0].type",
            "'post_processor':null ; 'post_processor':{'type':'Sequence','processors':[TEMPLATE(A!),TEMPLATE(A!)]} ; post_processor",
            "{'type':'ByteLevel','add_prefix_space':false} ; null                             ; pre_tokenizer",
            "{'type':'ByteLevel','add_prefix_space':false} ; {'type':'Digits'}                ; pre_tokenizer",
            "{'type':'ByteLevel','add_prefix_space':false} ; {'type':'Sequence','pretokenizers':[]} ; pre_tokenizer",
            "{'type':'ByteLevel','add_prefix_space':false} ; {'type':'Sequence','pretokenizers':[SPLIT]} ; pre_tokenizer",
            "{'type':'ByteLevel','add_prefix_space':false} ; {'type':'Sequence','pretokenizers':[{'type':'Punctuation'},LEVEL]} ; pre_tokenizer.pretokenizers[0].type",
            "{'type':'ByteLevel','add_prefix_space':false} ; {'type':'Sequence','pretokenizers':[{'type':'Digits'},LEVEL]} ; pre_tokenizer.pretokenizers[0].individual_digits",
            "{'type':'ByteLevel','add_prefix_space':false} ; {'type':'Sequence','pretokenizers':[SPLIT,{'type':'ByteLevel'}]} ; pre_tokenizer.pretokenizers[1].add_prefix_space",
            "{'type':'ByteLevel','add_prefix_space':false} ; {'type':'Sequence','pretokenizers':[{'type':'Split','pattern':{'Regex':'x'},'behavior':'Isolated'},LEVEL]} ; pre_tokenizer.pretokenizers[0].pattern.Regex",
            "{'type':'ByteLevel','add_prefix_space':false} ; {'type':'Sequence','pretokenizers':[{'type':'Split','pattern':{'String':' '},'behavior':'Isolated'},LEVEL]} ; pre_tokenizer.pretokenizers[0].pattern.Regex",
            "{'type':'ByteLevel','add_prefix_space':false} ; {'type':'Sequence','pretokenizers':[{'type':'Split','behavior':'Removed'},LEVEL]} ; pre_tokenizer.pretokenizers[0].behavior",
            "{'type':'ByteLevel','add_prefix_space':false} ; {'type':'Sequence','pretokenizers':[{'type':'Split','behavior':'MergedWithNext','invert':true},LEVEL]} ; pre_tokenizer.pretokenizers[0].behavior",
            "'normalizer':null     ; 'normalizer':{'type':'NFC'}                              ; normalizer.type",
            "'normalizer':null     ; 'normalizer':{'type':'Sequence','normalizers':[{'type':'NFC'}]} ; normalizer.type",
            "'decoder':{'type':'ByteLevel'} ; 'decoder':null                                  ; decoder",
            "'decoder':{'type':'ByteLevel'} ; 'decoder':{'type':'Fuse'}                       ; decoder",
            "'decoder':{'type':'ByteLevel'} ; 'decoder':{'type':'Sequence','decoders':[{'type':'ByteLevel'},{'type':'Fuse'}]} ; decoder",
            "'type':'BPE','vocab'  ; 'type':'WordPiece','vocab'                               ; model.type",
            "'type':'BPE','vocab'  ; 'dropout':0.1,'vocab'                                    ; model.dropout",
            "'type':'BPE','vocab'  ; 'continuing_subword_prefix':'#','vocab'                  ; model.continuing_subword_prefix",
            "'type':'BPE','vocab'  ; 'end_of_word_suffix':'#','vocab'                         ; model.end_of_word_suffix",
            "'type':'BPE','vocab'  ; 'byte_fallback':true,'vocab'                             ; model.byte_fallback",
            "'added_tokens':[],    ; 'version':'2.0',                                         ; version",
            "'c':5                 ; 'c':1                                                    ; model.vocab.c",
            "'c':5                 ; 'c':12                                                   ; model.vocab.c",
            "'a b'                 ; 'a  b'                                                   ; model.merges[1]",
            "'a b'                 ; 'ab'                                                     ; model.merges[1]",
            "'a b'                 ; ['a','b','c']                                            ; model.merges[1]",
            "'a b'                 ; ['a','z']                                                ; model.merges[1]",
            "'a b'                 ; 'c a'                                                    ; model.merges[1]",
            "'added_tokens':[]     ; 'added_tokens':[{'id':5,'content':'ab'}]                 ; added_tokens[0].id",
            "'added_tokens':[]     ; 'added_tokens':[{'id':12,'content':'z'}]                 ; added_tokens[0].id",
            "'added_tokens':[]     ; 'added_tokens':[{'id':5,'content':'z'}]                  ; added_tokens[0].id",
            "'added_tokens':[]     ; 'added_tokens':[{'id':8,'content':''}]                   ; added_tokens[0].content",
            "'added_tokens':[]     ; 'added_tokens':[{'id':9,'content':'z'}]                  ; added_tokens[0].id",
            "'added_tokens':[]     ; 'added_tokens':[{'id':8,'content':'y'},{'id':10,'content':'z'}] ; added_tokens[1].id",
            "'added_tokens':[]     ; 'added_tokens':[{'id':9,'content':'y'},{'id':8,'content':'z'}] ; added_tokens[0].id" })
    void whatCanNotBeDoneIsRefusedByName(String from, String to, String field) {
        assertThatThrownBy(() -> read(from, to)).isInstanceOfSatisfying(WeightFormatException.class,
                refused -> assertThat(refused.field()).isEqualTo(field));
    }

    @Test
    void limitsAreRead() throws WeightFormatException {
        String most = "'post_processor':TEMPLATE(" + "S!,".repeat(64) + "A!)";
        String longest = "z".repeat(AddedTokens.LONGEST);

        assertThat(read("'post_processor':null", most).encode("ab")).hasSize(65);
        assertThatThrownBy(() -> read("'post_processor':null", most.replace("A!", "S!,A!"))).hasMessageContaining("at most 64");
        assertThat(read("'added_tokens':[]", "'added_tokens':[{'id':8,'content':'" + longest + "'}]").encode(longest))
                .containsExactly(8);
        assertThatThrownBy(() -> read("'added_tokens':[]", "'added_tokens':[{'id':8,'content':'" + longest + "z'}]"))
                .hasMessageContaining("from 1 to 1024 characters");
        String many = IntStream.range(0, 20_000).mapToObj(_ -> "{'id':8,'content':'a b'}").collect(Collectors.joining(","));
        assertThat(read("'added_tokens':[]", "'added_tokens':[" + many + "]").encode("a b")).containsExactly(8);
        assertThatThrownBy(() -> read("'added_tokens':[]", "'added_tokens':[" + many + ",{TOKEN}]"))
                .hasMessageContaining("at most 20000");
    }

    @Test
    void specialTokensGiveNoTextAndMayEndOne() throws WeightFormatException {
        Tokenizer tokenizer = read("'added_tokens':[]",
                "'added_tokens':[{'id':4,'content':'<s>','special':true},{'id':8,'content':'</s>','special':true},{'id':9,'content':'<|eot_id|>'}]");

        assertThat(tokenizer.decode(3, 4, 8, 9, 10, -1, 12, 1)).isEqualTo("ab<|eot_id|>a");
        assertThat(tokenizer.endTokens()).containsExactly(8);
        assertThat(tokenizer.encodeAfter(4, "ab")).containsExactly(3);
        assertThat(List.of(tokenizer.encode("<s>ab").length, tokenizer.encode("").length)).containsExactly(2, 0);
    }

    @Test
    void bytesWithoutATokenAreNamed() {
        assertThatThrownBy(() -> read("'c':5", "'c':5").encode("z")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the vocabulary has no token for byte 122");
    }
}
