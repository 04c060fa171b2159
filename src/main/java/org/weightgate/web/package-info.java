/// The shell around every page and every answer; knows no feature.
@NullMarked
package org.weightgate.web;

import org.jspecify.annotations.NullMarked;
