/// The reference loader and its command line; reaches no portal package.
@NullMarked
package org.weightgate.loader;

import org.jspecify.annotations.NullMarked;
