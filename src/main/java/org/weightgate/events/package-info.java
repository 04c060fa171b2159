/// The append-only record of who did what.
@NullMarked
package org.weightgate.events;

import org.jspecify.annotations.NullMarked;
