/// The real parts behind `./weightgate up` and the tests: PostgreSQL, Keycloak, an S3 server and a mail sink.
@NullMarked
package org.weightgate.local;

import org.jspecify.annotations.NullMarked;
