/// What the tests share: the real parts, people who can sign in, and the mails that arrived.
@NullMarked
package org.weightgate.testing;

import org.jspecify.annotations.NullMarked;
