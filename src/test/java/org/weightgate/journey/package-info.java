/// Weightgate as its users meet it: `./weightgate up`, a browser, and the command line.
@NullMarked
package org.weightgate.journey;

import org.jspecify.annotations.NullMarked;
