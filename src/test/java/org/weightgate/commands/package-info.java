@NullMarked
package org.weightgate.commands;

import org.jspecify.annotations.NullMarked;
