/// Weight files as mapped tensors.
@NullMarked
package org.weightgate.loader.weights;

import org.jspecify.annotations.NullMarked;
