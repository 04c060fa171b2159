/// The weights-manifest format: read, write, validate, digest, sign and verify; knows no HTTP, S3 or SQL.
@NullMarked
package org.weightgate.manifest;

import org.jspecify.annotations.NullMarked;
