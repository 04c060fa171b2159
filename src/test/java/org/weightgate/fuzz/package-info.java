/// The parsers of what strangers wrote, each under any bytes at all: replayed from a committed corpus by every build, and
/// searched for new findings by `-Pfuzz`.
@NullMarked
package org.weightgate.fuzz;

import org.jspecify.annotations.NullMarked;
