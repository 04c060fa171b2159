package org.weightgate.requests;

import java.time.Instant;
import java.util.UUID;

/// A request of somebody else whose team I joined.
///
/// @param id of the request, whose page only its applicant sees
public record TeamRow(UUID id, String reference, String model, String applicant, RequestState state, Instant since) {
}
