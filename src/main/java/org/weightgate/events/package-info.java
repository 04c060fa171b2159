/// The append-only record of who did what, and what every room needs of the database that keeps it: its clock, statements
/// that pass entities by, statements that wait for the next event, and migrations that wait for each other.
@NullMarked
package org.weightgate.events;

import org.jspecify.annotations.NullMarked;
