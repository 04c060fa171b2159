package org.weightgate.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRoles;
import org.weightgate.catalogue.S3Config;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.Person;
import org.weightgate.requests.ApplicantDesk.Saved;
import org.weightgate.requests.ApplicantDesk.Typed;
import org.weightgate.web.ProblemException;

import io.quarkus.test.junit.QuarkusTest;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// What becomes of a file whose bytes do not arrive, or arrive late.
@QuarkusTest
class AttachmentDeskTest {

    @Inject
    RequestStage stage;
    @Inject
    ApplicantDesk desk;
    @Inject
    AccessRequests requests;
    @Inject
    Attachments attachments;
    @Inject
    ModelRoles roles;
    @Inject
    Companions companions;
    @Inject
    DatabaseClock clock;
    @Inject
    AttachmentConfig config;
    @Inject
    S3Client s3;
    @Inject
    S3Config bucket;

    private Person ada;
    private Model model;
    private UUID request;

    @BeforeEach
    void aDraft() {
        ada = stage.person("Ada");
        model = stage.model(1);
        request = draft();
    }

    private UUID draft() {
        if (desk.save(ada, model, new Typed(0, new Answers(KnownAnswers.COMPLETE))) instanceof Outcome.Done<Saved>(var saved)) {
            return saved.id();
        }
        throw new AssertionError("not saved");
    }

    @Test
    void aStoreThatFailsTakesNoFilesPlace() {
        try (var nowhere = S3Client.builder().endpointOverride(URI.create("http://127.0.0.1:9")).region(Region.US_EAST_1)
                .forcePathStyle(true).credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClient(UrlConnectionHttpClient.create()).build()) {
            AttachmentDesk failing = over(new AttachmentStore(nowhere, bucket));

            assertThatThrownBy(() -> failing.attach(ada, request, "cv.pdf", FileTypeTest.PDF))
                    .isInstanceOf(ProblemException.class);
        }
        assertThat(attachments.coming(request, 1)).isZero();
    }

    @Test
    void aFileThatArrivesAfterTheRequestWasSentStaysOutOfIt() {
        AttachmentDesk slow = over(new AttachmentStore(s3, bucket) {
            @Override
            void put(Attachment file, byte[] content) {
                super.put(file, content);
                assertThat(desk.send(ada, request, "", 1, stage.terms(model))).isInstanceOf(Outcome.Done.class);
            }
        });

        assertThat(slow.attach(ada, request, "cv.pdf", FileTypeTest.PDF))
                .isEqualTo(new Outcome.Refused<>(new Refusal.WrongState(RequestState.SUBMITTED)));
        assertThat(attachments.of(request, 1)).isEmpty();
    }

    private AttachmentDesk over(AttachmentStore store) {
        return new AttachmentDesk(requests, attachments, store, roles, companions, clock, config);
    }
}
