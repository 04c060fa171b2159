/// Jobs in continuous integration that download in a person's name, by the identity their own system gives them.
@NullMarked
package org.weightgate.jobs;

import org.jspecify.annotations.NullMarked;
