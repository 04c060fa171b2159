/// Who may download what, until when.
@NullMarked
package org.weightgate.grants;

import org.jspecify.annotations.NullMarked;
