/// Tickets: the gate, presigned URLs and their record.
@NullMarked
package org.weightgate.downloads;

import org.jspecify.annotations.NullMarked;
