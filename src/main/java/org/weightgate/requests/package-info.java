/// An access request, from draft to decision.
@NullMarked
package org.weightgate.requests;

import org.jspecify.annotations.NullMarked;
