package org.weightgate.loader.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AddedTokensTest {

    /// Against the obvious way: at each place, try every token, the longest first.
    @Test
    void leftmostLongestTokenIsFound() {
        var random = new SplittableRandom(3);
        for (int round = 0; round < 3000; round++) {
            var contents = new LinkedHashMap<String, Integer>();
            for (int i = random.nextInt(1, 8); i > 0; i--) {
                contents.putIfAbsent(word(random, 1, 5), contents.size());
            }
            String text = word(random, 0, 20);
            var tokens = contents.entrySet().stream().map(entry -> plain(entry.getValue(), entry.getKey())).toList();

            List<String> found = new AddedTokens(tokens).split(text).stream()
                    .map(piece -> piece.token() == null ? piece.text() : "<" + piece.token().id() + ">").toList();

            assertThat(found).as("%s in %s", contents, text).isEqualTo(expected(contents, text));
        }
    }

    @Tag("long")
    @Test
    void manyTokensThatBeginAlikeDoNotSlowTextDown() {
        String same = "a".repeat(900);
        var tokens = IntStream.range(0, 20_000).mapToObj(i -> plain(i, same + "b" + i)).toList();
        var added = new AddedTokens(tokens);

        assertTimeoutPreemptively(Duration.ofSeconds(20),
                () -> assertThat(added.split("a".repeat(20_000) + "b7")).hasSize(2));
    }

    @Test
    void chainOfTokensEachWithinTheNextIsClimbed() {
        var added = new AddedTokens(
                List.of(plain(0, "a"), plain(1, "ab"), plain(2, "abc"), plain(3, "abcde"), plain(4, "abx")));

        assertThat(added.split("abcdx")).extracting(AddedTokens.Piece::text).containsExactly("abc", "dx");
        assertThat(added.split("aba")).extracting(AddedTokens.Piece::text).containsExactly("ab", "a");
        assertThat(added.split("")).isEmpty();
        assertThat(new AddedTokens(List.of()).split("abc")).hasSize(1);
    }

    @Test
    void tokensTakeTheSpacesBesideThemAndKeepAwayFromWords() {
        var strip = new AddedTokens(List.of(new AddedToken(0, "X", false, false, true, true, false)));
        var alone = new AddedTokens(List.of(new AddedToken(0, "X", false, true, false, false, false)));

        assertThat(strip.split("a \tX  b")).extracting(AddedTokens.Piece::text).containsExactly("a", "X", "b");
        assertThat(strip.split(" X X ")).extracting(AddedTokens.Piece::text).containsExactly("X", "X");
        assertThat(alone.split("aX X. X_")).extracting(AddedTokens.Piece::text).containsExactly("aX ", "X", ". X_");
    }

    /// As in Hugging Face's library: white space that one token takes may hold another.
    @Test
    void tokensOfSpacesAreFoundBehindATokenThatTakesSpaces() {
        var added = new AddedTokens(List.of(new AddedToken(0, "X", false, false, false, true, false), plain(1, "  ")));

        assertThat(added.split("X     b")).extracting(AddedTokens.Piece::text).containsExactly("X", "  ", "  ", " b");
        assertThat(added.split("X  ")).extracting(AddedTokens.Piece::text).containsExactly("X", "  ");
        assertThat(added.split("X b")).extracting(AddedTokens.Piece::text).containsExactly("X", "b");
    }

    @Test
    void nothingIsLeftOfATokenOfSpacesThatTakesOnesAlreadyTaken() {
        var both = new AddedTokens(List.of(new AddedToken(0, " ", false, false, true, true, false)));
        var behind = new AddedTokens(List.of(new AddedToken(0, "X", false, false, false, true, false),
                new AddedToken(1, " ", false, false, true, false, false)));

        assertThat(both.split("  a   b ")).extracting(AddedTokens.Piece::text).containsExactly(" ", "a", " ", "b", " ");
        assertThat(behind.split("X a b")).extracting(AddedTokens.Piece::text).containsExactly("X", "a", " ", "b");
        assertThat(behind.split("X   a")).extracting(AddedTokens.Piece::text).containsExactly("X", "a");
    }

    @Tag("long")
    @Test
    void tokensOfSpacesThatTakeSpacesDoNotSlowTextDown() {
        var added = new AddedTokens(List.of(new AddedToken(0, " ", false, false, true, true, false)));

        assertTimeoutPreemptively(Duration.ofSeconds(20),
                () -> assertThat(added.split(" ".repeat(100_000))).hasSize(1));
    }

    private static List<String> expected(Map<String, Integer> contents, String text) {
        var pieces = new ArrayList<String>();
        var plain = new StringBuilder();
        for (int at = 0; at < text.length();) {
            String longest = "";
            for (String content : contents.keySet()) {
                longest = text.startsWith(content, at) && content.length() > longest.length() ? content : longest;
            }
            if (longest.isEmpty()) {
                plain.append(text.charAt(at++));
                continue;
            }
            if (!plain.isEmpty()) {
                pieces.add(plain.toString());
                plain.setLength(0);
            }
            pieces.add("<" + contents.get(longest) + ">");
            at += longest.length();
        }
        if (!plain.isEmpty()) {
            pieces.add(plain.toString());
        }
        return pieces;
    }

    private static AddedToken plain(int id, String content) {
        return new AddedToken(id, content, false, false, false, false, false);
    }

    private static String word(SplittableRandom random, int least, int most) {
        var word = new StringBuilder();
        for (int i = random.nextInt(least, most + 1); i > 0; i--) {
            word.append("abc".charAt(random.nextInt(3)));
        }
        return word.toString();
    }
}
