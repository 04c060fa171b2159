/// Measurements, never run by the tests: see "Measuring" in CONTRIBUTING.md.
@NullMarked
package org.weightgate.bench;

import org.jspecify.annotations.NullMarked;
