/// Talking to a portal and moving bytes, each checked as it arrives.
@NullMarked
package org.weightgate.loader.transfer;

import org.jspecify.annotations.NullMarked;
