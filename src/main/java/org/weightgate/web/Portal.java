package org.weightgate.web;

import java.util.List;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/// The portal's entry: a production portal with an unsafe setting ends here, before it opens a connection or a port.
@QuarkusMain
public final class Portal {

    private static final String PRODUCTION = "prod";
    private static final int CONFIGURATION_ERROR = 78;

    private Portal() {
    }

    public static void main(String[] arguments) {
        if (profiles().contains(PRODUCTION)) {
            var configuration = configuration(PRODUCTION);
            refuse(new ProductionRules(key -> configuration.getOptionalValue(key, String.class)).violations());
        }
        Quarkus.run(arguments);
    }

    /// Read before Quarkus starts, so that nothing is connected to yet; the profile is Quarkus' own setting.
    private static List<String> profiles() {
        return configuration(PRODUCTION).getOptionalValues("quarkus.profile", String.class).orElse(List.of(PRODUCTION));
    }

    private static SmallRyeConfig configuration(String profile) {
        return new SmallRyeConfigBuilder().addDefaultInterceptors().addDefaultSources().addDiscoveredSources()
                .withProfile(profile).build();
    }

    private static void refuse(List<String> violations) {
        if (violations.isEmpty()) {
            return;
        }
        System.err.println("Weightgate does not start in production with these settings:");
        violations.forEach(violation -> System.err.println("  - " + violation));
        System.err.println(
                "deploy/weightgate.env explains each setting. For a demonstration on this machine use ./weightgate up.");
        System.exit(CONFIGURATION_ERROR);
    }
}
