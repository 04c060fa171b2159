/// What Hugging Face clients ask of a hub, answered from our rooms; it has no rules of its own.
@NullMarked
package org.weightgate.hub;

import org.jspecify.annotations.NullMarked;
