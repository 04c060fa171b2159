/// The reviewers' desk.
@NullMarked
package org.weightgate.review;

import org.jspecify.annotations.NullMarked;
