package org.weightgate.people;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;

import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Events;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

/// Programs waiting for their persons.
@ApplicationScoped
class DeviceLogins implements PanacheRepositoryBase<DeviceLogin, UUID> {

    /// The two codes of a new login: one for the program, one for the person.
    record Started(String deviceCode, UserCode userCode) {
    }

    /// What the person is asked.
    record Question(String userCode, DeviceClient client, Set<Scope> asked, Instant since) {
    }

    private final People people;
    private final DatabaseClock clock;
    private final Events events;
    private final AccessTokens tokens;
    private final TokenConfig config;

    DeviceLogins(People people, DatabaseClock clock, Events events, AccessTokens tokens, TokenConfig config) {
        this.people = people;
        this.clock = clock;
        this.events = events;
        this.tokens = tokens;
        this.config = config;
    }

    @Transactional
    Started start(DeviceClient client, Set<Scope> asked) {
        Instant now = clock.now();
        delete("expiresAt < ?1", now.minus(config.deviceCodeLife()));
        String deviceCode = TokenSecret.deviceCode();
        UserCode userCode = UserCode.next();
        persist(new DeviceLogin(client.id(), TokenSecret.hash(deviceCode), userCode, asked, config.deviceInterval(), now,
                now.plus(config.deviceCodeLife())));
        return new Started(deviceCode, userCode);
    }

    @Transactional
    Optional<Question> question(UserCode code) {
        return waiting(code).map(login -> new Question(login.userCode().toString(), new DeviceClient(login.clientId()),
                login.askedScopes(), login.createdAt()));
    }

    /// False when nothing waits under this code any more.
    @Transactional
    boolean allow(UserCode code, UUID person, Set<Scope> scopes) {
        Optional<DeviceLogin> login = waiting(code);
        login.ifPresent(found -> {
            people.requireAccount(person);
            found.allow(person, scopes);
            events.append(person, "device.allowed", person,
                    Map.of("client", found.clientId(), "scopes", List.of(Scopes.words(scopes))));
        });
        return login.isPresent();
    }

    @Transactional
    boolean deny(UserCode code) {
        Optional<DeviceLogin> login = waiting(code);
        login.ifPresent(DeviceLogin::deny);
        return login.isPresent();
    }

    @Transactional
    DevicePoll poll(String deviceCode, String clientId) {
        Instant now = clock.now();
        byte[] hash = TokenSecret.hash(deviceCode);
        Optional<DeviceLogin> found = find("deviceCodeHash", hash)
                .withLock(LockModeType.PESSIMISTIC_WRITE).firstResultOptional()
                .filter(login -> login.opensWith(hash) && login.clientId().equals(clientId));
        if (found.isEmpty() || found.get().hasExpired(now)) {
            return new DevicePoll.Expired();
        }
        return answer(found.get(), now);
    }

    private DevicePoll answer(DeviceLogin login, Instant now) {
        return switch (login.state()) {
            case WAITING -> login.pollsTooFast(now) ? new DevicePoll.SlowDown() : new DevicePoll.Pending();
            case DENIED -> new DevicePoll.Denied();
            case USED -> new DevicePoll.Expired();
            case ALLOWED -> issue(login);
        };
    }

    private DevicePoll issue(DeviceLogin login) {
        login.used();
        var issued = tokens.issueToDevice(login.person(), "Device: " + new DeviceClient(login.clientId()).shortName(),
                login.allowedScopes(),
                config.deviceTokenLife());
        return new DevicePoll.Issued(issued.secret(), config.deviceTokenLife().toSeconds());
    }

    private Optional<DeviceLogin> waiting(UserCode code) {
        Instant now = clock.now();
        return find("userCode", code.letters()).withLock(LockModeType.PESSIMISTIC_WRITE).firstResultOptional()
                .filter(login -> login.isWaiting(now));
    }
}
