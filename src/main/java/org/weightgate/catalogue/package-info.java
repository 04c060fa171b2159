/// Models, releases, files, terms, policy and who has which role on which model.
@NullMarked
package org.weightgate.catalogue;

import org.jspecify.annotations.NullMarked;
