package org.weightgate.events;

import jakarta.enterprise.context.ApplicationScoped;

import org.flywaydb.core.api.configuration.FluentConfiguration;

import io.quarkus.flyway.FlywayConfigurationCustomizer;

/// A portal that starts while another one migrates waits for it, however long that takes: Flyway would give up after 50 seconds.
@ApplicationScoped
class PatientMigrations implements FlywayConfigurationCustomizer {

    private static final int FOR_EVER = -1;

    @Override
    public void customize(FluentConfiguration configuration) {
        configuration.lockRetryCount(FOR_EVER);
    }
}
