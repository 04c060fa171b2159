package org.weightgate.local;

import java.nio.file.Path;

/// What `up` says when everything answers: where it is, who may sign in, what to do next.
record Announcement(Path checkout, DataDirectory data, PartPorts ports, String s3) {

    String text() {
        String launcher = checkout.equals(Path.of("").toAbsolutePath()) ? "./weightgate"
                : checkout.resolve("weightgate").toString();
        return """

                Weightgate is up. Its data is in %1$s; Ctrl-C stops everything.

                  Portal      %2$-24s start here
                  Mails       %3$-24s every mail it or Keycloak sends
                  Keycloak    %4$-24s administrator %5$s, password in secrets.properties
                  S3          %6$-24s bucket %7$s
                  PostgreSQL  127.0.0.1:%8$d

                  Sign in as            who                                 (the password is the user name)
                  researcher            applies for weights
                  researcher2           another one
                  reviewer, reviewer2   decide about requests for both models
                  publisher             owns weightgate/storyteller and weightgate/bulk
                  auditor               reads the record of both
                  admin                 manages the portal

                  Next: apply as researcher, approve as reviewer, then
                    %9$s keys add %10$s --label demo
                    %9$s login --portal %2$s
                    %9$s download weightgate/storyteller --to storyteller
                    %9$s run storyteller --prompt "Once upon a time" --temperature 0
                """.formatted(data, ports.portalUrl(), ports.mailUrl(), Keycloak.url(ports.keycloak()), Keycloak.ADMIN,
                s3, ObjectStore.BUCKET, ports.postgres(), launcher,
                data.resolve(Seed.PUBLIC_KEY));
    }
}
