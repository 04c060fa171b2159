package org.weightgate.review;

import org.weightgate.catalogue.Model;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.Facts;

/// A request whose row is held, and everything that is to know about it.
record CaseFile(AccessRequest request, Person applicant, Model model, Facts facts) {
}
