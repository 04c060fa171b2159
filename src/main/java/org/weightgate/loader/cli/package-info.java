/// The commands of the weightgate tool.
@NullMarked
package org.weightgate.loader.cli;

import org.jspecify.annotations.NullMarked;
