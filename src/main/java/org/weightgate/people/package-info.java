/// The signed-in person and access tokens.
@NullMarked
package org.weightgate.people;

import org.jspecify.annotations.NullMarked;
