package org.weightgate.testing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.catalogue.Blobs;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.S3Config;
import org.weightgate.people.RealmRole;
import org.weightgate.people.Scope;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// Sets the scene of a test: people with tokens, models with releases whose files really lie in S3. Everything it makes is new,
/// so no test sees another's.
@Singleton
public class Stage {

    private final Session database;
    private final Models models;
    private final S3Client s3;
    private final S3Config config;

    Stage(Session database, Models models, S3Client s3, S3Config config) {
        this.database = database;
        this.models = models;
        this.s3 = s3;
        this.config = config;
    }

    public record Someone(UUID id, String email, String token) {
    }

    /// A person who holds these realm roles, with a token that may do everything.
    @Transactional
    public Someone someone(RealmRole... roles) {
        UUID id = UUID.randomUUID();
        String email = id + "@example.org";
        database.createNativeMutationQuery("""
                insert into person values (:id, 'https://id.example.org', :subject, :username, 'Ada Lovelace', :email, true,
                    cast(:roles as text[]), now(), now())""")
                .setParameter("id", id).setParameter("subject", id.toString()).setParameter("username", "ada-" + id)
                .setParameter("email", email)
                .setParameter("roles", array(Arrays.stream(roles).map(RealmRole::realmName).toList()))
                .executeUpdate();
        return new Someone(id, email, token(id, Scope.values()));
    }

    /// A token of this person with these scopes only.
    @Transactional
    public String token(UUID person, Scope... scopes) {
        String secret = "hf_" + (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "").substring(0, 40);
        database.createNativeMutationQuery(
                """
                        insert into access_token (id, person_id, name, token_hash, scopes, created_at, expires_at)
                        values (:id, :person, 'test', decode(:hash, 'hex'), cast(:scopes as text[]), now(), now() + interval '1 day')""")
                .setParameter("id", UUID.randomUUID()).setParameter("person", person).setParameter("hash", sha256(secret))
                .setParameter("scopes", array(Arrays.stream(scopes).map(Scope::word).toList()))
                .executeUpdate();
        return secret;
    }

    @Transactional
    public void expireTokens(UUID person) {
        database.createNativeMutationQuery("""
                update access_token set created_at = now() - interval '2 day', expires_at = now() - interval '1 day'
                where person_id = :person""").setParameter("person", person).executeUpdate();
    }

    /// A model with terms and a policy, without any release.
    @Transactional
    public Model model() {
        UUID id = UUID.randomUUID();
        String name = "m" + id.toString().replace("-", "");
        database.createNativeMutationQuery(
                "insert into model values (:id, 'lab', :name, 'A model of a test', 'Nothing more.', now())")
                .setParameter("id", id).setParameter("name", name).executeUpdate();
        database.createNativeMutationQuery(
                "insert into terms_version values (:id, :model, 1, 'Terms', 'Be kind.', :sha256, now())")
                .setParameter("id", UUID.randomUUID()).setParameter("model", id).setParameter("sha256", sha256("Be kind."))
                .executeUpdate();
        database.createNativeMutationQuery(
                "insert into access_policy values (:id, :model, 1, 90, 600, 0, 1, 30, now())")
                .setParameter("id", UUID.randomUUID()).setParameter("model", id).executeUpdate();
        return models.require("lab", name);
    }

    @Transactional
    public UUID terms(Model model) {
        return database.createNativeQuery("select id from terms_version where model_id = :model and version = 1", UUID.class)
                .setParameter("model", model.id()).getSingleResult();
    }

    @Transactional
    public void role(Model model, Someone person, ModelRole role) {
        database.createNativeMutationQuery("insert into model_role values (:model, :person, :role)")
                .setParameter("model", model.id()).setParameter("person", person.id()).setParameter("role", role.name())
                .executeUpdate();
    }

    @Transactional
    public void noRole(Model model, Someone person) {
        database.createNativeMutationQuery("delete from model_role where model_id = :model and person_id = :person")
                .setParameter("model", model.id()).setParameter("person", person.id()).executeUpdate();
    }

    /// A published release of these files.
    @Transactional
    public UUID release(Model model, String version, Map<String, String> files) {
        UUID id = UUID.randomUUID();
        database.createNativeMutationQuery("""
                insert into release (id, model_id, version, revision, state, manifest, manifest_sha256, signature,
                    signer_fingerprint, created_at, published_at)
                values (:id, :model, :version, 1, 'PUBLISHED', decode('7b7d', 'hex'), :sha256, decode('7b7d', 'hex'), :sha256,
                    now(), now())""")
                .setParameter("id", id).setParameter("model", model.id()).setParameter("version", version)
                .setParameter("sha256", sha256("{}")).executeUpdate();
        int position = 0;
        for (var file : files.entrySet()) {
            String sha256 = sha256(file.getValue());
            database.createNativeMutationQuery("insert into weight_file values (:id, :position, :path, 'weights', :size, :sha)")
                    .setParameter("id", id).setParameter("position", position++).setParameter("path", file.getKey())
                    .setParameter("size", (long) file.getValue().length()).setParameter("sha", sha256).executeUpdate();
            s3.putObject(put -> put.bucket(config.bucket()).key(Blobs.key(model.id(), sha256)),
                    RequestBody.fromString(file.getValue()));
        }
        return id;
    }

    @Transactional
    public void withdraw(UUID release) {
        database.createNativeMutationQuery(
                "update release set state = 'WITHDRAWN', withdrawn_at = now(), withdrawn_reason = 'a flaw' where id = :id")
                .setParameter("id", release).executeUpdate();
    }

    /// Changes one rule of a model's policy.
    @Transactional
    public void rule(Model model, String column, Object value) {
        database.createNativeMutationQuery("update access_policy set " + column + " = :value where model_id = :model")
                .setParameter("value", value).setParameter("model", model.id()).executeUpdate();
    }

    /// Makes the tickets and addresses of a grant older.
    @Transactional
    public void shiftTickets(UUID grant, Duration by) {
        for (String sql : List.of(
                "update ticket set minted_at = minted_at - cast(:by as interval), expires_at = expires_at - cast(:by as interval) where grant_id = :grant",
                "update url_mint set minted_at = minted_at - cast(:by as interval) where grant_id = :grant")) {
            database.createNativeMutationQuery(sql).setParameter("by", by.toSeconds() + " seconds")
                    .setParameter("grant", grant).executeUpdate();
        }
    }

    /// Lets a grant's time be over.
    @Transactional
    public void letExpire(UUID grant) {
        database.createNativeMutationQuery(
                "update access_grant set starts_at = now() - interval '2 day', ends_at = now() - interval '1 day' where id = :id")
                .setParameter("id", grant).executeUpdate();
    }

    /// Changes rows as only time, a crash or another room would; the statement names them by `:id`.
    @Transactional
    public void change(String sql, UUID id) {
        database.createNativeMutationQuery(sql).setParameter("id", id).executeUpdate();
    }

    @Transactional
    public <T> List<T> rows(Class<T> type, String sql, UUID id) {
        return database.createNativeQuery(sql, type).setParameter("id", id).getResultList();
    }

    public static Instant inAMonth() {
        return Instant.now().plus(Duration.ofDays(30));
    }

    public static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String array(List<String> words) {
        return "{" + String.join(",", words) + "}";
    }
}
