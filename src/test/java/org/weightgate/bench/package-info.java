/// Measurements, never run by the tests: see MEASUREMENTS.md.
@NullMarked
package org.weightgate.bench;

import org.jspecify.annotations.NullMarked;
