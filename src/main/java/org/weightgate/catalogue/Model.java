package org.weightgate.catalogue;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.Nullable;

/// Weights that go by one name through all their releases.
@Entity
public class Model {

    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    private @Nullable UUID id;
    private String namespace;
    private String name;
    private String summary;
    private String description;
    private Instant createdAt;

    @SuppressWarnings("NullAway.Init")
    protected Model() {
    }

    Model(ModelName name, String summary, String description, Instant now) {
        this.namespace = name.namespace();
        this.name = name.name();
        this.summary = summary;
        this.description = description;
        this.createdAt = now;
    }

    void describe(String summary, String description) {
        this.summary = summary;
        this.description = description;
    }

    public UUID id() {
        return Objects.requireNonNull(id, "not stored yet");
    }

    public String namespace() {
        return namespace;
    }

    public String name() {
        return name;
    }

    public String fullName() {
        return namespace + "/" + name;
    }

    public String summary() {
        return summary;
    }

    public String description() {
        return description;
    }

    public Instant createdAt() {
        return createdAt;
    }
}
