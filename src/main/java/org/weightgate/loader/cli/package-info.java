/// The commands of the weightgate tool.
///
/// Begin with [Main], which names them all. A command is one class; what several share is mixed in: [Output], [TrustOptions],
/// [ModelFolder], [ThreadOption]. Those that compute run in a child Java with the vector module ([Relaunch]); whatever stops a
/// command becomes a sentence and an exit code in [Failures].
@NullMarked
package org.weightgate.loader.cli;

import org.jspecify.annotations.NullMarked;
