/// Mail, as outbox rows.
@NullMarked
package org.weightgate.notices;

import org.jspecify.annotations.NullMarked;
