package org.weightgate.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.testing.Mails;
import org.weightgate.testing.SignIn;
import org.weightgate.testing.TestPeople;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

/// What a person whose address refuses mail sees and does.
@QuarkusTest
class AddressTest {

    @Inject
    Session database;
    @Inject
    People people;

    private TestPeople ada;
    private Map<String, String> session;

    @BeforeEach
    void aPerson() {
        ada = TestPeople.create("ada");
        session = SignIn.as(ada.username());
    }

    @Test
    void anAddressThatTakesMailIsShownAsSuch() {
        SignIn.request(session).get("/address").then().statusCode(200).body(containsString("none has been refused"))
                .body(containsString(ada.email()));
        SignIn.request(session).get("/").then().body(not(containsString("refuses our mail")));
    }

    @Test
    void strangersSignInFirst() {
        RestAssured.given().redirects().follow(false).get("/address").then().statusCode(302);
        RestAssured.given().redirects().follow(false).post("/address/try-again").then().statusCode(303);
        RestAssured.given().redirects().follow(false).get("/address/confirm?proof=x").then().statusCode(302);
    }

    @Test
    void theOwnerOfARefusedAddressIsAskedAndShowsThatItWorks() {
        UUID lost = refused();
        SignIn.request(session).get("/").then().body(containsString("refuses our mail"));
        SignIn.request(session).get("/address").then().body(containsString("550 5.1.1 user unknown"))
                .body(containsString("Try again"));

        SignIn.request(session).post("/address/try-again").then().statusCode(303);
        SignIn.request(session).post("/address/try-again").then().statusCode(429).body(containsString("ten minutes"));
        String link = Mails.await(ada.email(), "Does this address work", Duration.ofSeconds(60)).links().getFirst();
        String proof = link.substring(link.indexOf("proof=") + 6);

        var eve = SignIn.as(TestPeople.create("eve").username());
        SignIn.request(eve).formParam("proof", proof).post("/address/confirm").then().statusCode(409);
        SignIn.request(session).formParam("proof", "guessed").post("/address/confirm").then().statusCode(409);
        SignIn.request(session).get("/address/confirm?proof=" + proof).then().statusCode(200).body(containsString("Yes"));
        SignIn.request(session).get("/").then().body(containsString("refuses our mail"));
        SignIn.request(session).formParam("proof", proof).post("/address/confirm").then().statusCode(303);

        SignIn.request(session).get("/").then().body(not(containsString("refuses our mail")));
        assertThat(Mails.await(ada.email(), "A lost mail", Duration.ofSeconds(60)).text()).contains("Hello again");
        SignIn.request(session).formParam("proof", proof).post("/address/confirm").then().statusCode(409);
        assertThat(repeats(lost)).isOne();
    }

    private UUID refused() {
        UUID mail = UUID.randomUUID();
        SignIn.request(session).get("/requests").then().statusCode(200);
        UUID person = people.withUsername(ada.username()).getFirst().id();
        QuarkusTransaction.requiringNew().run(() -> {
            database.createNativeMutationQuery(
                    """
                            insert into outbox_mail (id, about, person_id, dedupe_key, message_id, recipient, subject, text_body, html_body,
                                                     state, said, bounced_at)
                            values (:id, :id, :person, cast(:id as text), '<' || cast(:id as text) || '@portal.example>', :address,
                                'A lost mail', 'Hello again', '<p>Hello again</p>', 'BOUNCED', '550 5.1.1 user unknown', now())""")
                    .setParameter("id", mail).setParameter("person", person).setParameter("address", ada.email())
                    .executeUpdate();
            database.createNativeMutationQuery(
                    "insert into refused_address (address, mail_id, said, refused_at) values (:address, :id, '550 5.1.1 user unknown', now())")
                    .setParameter("id", mail).setParameter("address", ada.email().toLowerCase(Locale.ROOT))
                    .executeUpdate();
        });
        return mail;
    }

    private long repeats(UUID lost) {
        return QuarkusTransaction.requiringNew().call(() -> database
                .createNativeQuery("select count(*) from outbox_mail where original = :id", Long.class)
                .setParameter("id", lost).getSingleResult());
    }
}
