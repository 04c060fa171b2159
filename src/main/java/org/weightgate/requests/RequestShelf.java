package org.weightgate.requests;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.catalogue.Models;
import org.weightgate.people.MyShelf;
import org.weightgate.people.Person;

/// My requests, and the teams I joined.
@ApplicationScoped
class RequestShelf implements MyShelf {

    private static final int FIRST = 10;
    private static final int MOST = 10;

    private final AccessRequests requests;
    private final Members members;
    private final Models models;

    RequestShelf(AccessRequests requests, Members members, Models models) {
        this.requests = requests;
        this.members = members;
        this.models = models;
    }

    @Override
    public int order() {
        return FIRST;
    }

    @Override
    public Part of(Person person) {
        var rows = new ArrayList<Row>();
        List<AccessRequest> mine = requests.of(person.id());
        mine.stream().limit(MOST).forEach(request -> {
            String model = models.findById(request.modelId()).fullName();
            rows.add(new Row(request.reference(), "/requests/" + request.id(), request.state().tone(), request.state().word(),
                    model, request.updatedAt(), ""));
        });
        members.joinedBy(person.id()).stream().limit(MOST).forEach(member -> {
            AccessRequest request = requests.findById(member.request());
            String model = models.findById(request.modelId()).fullName();
            rows.add(new Row(request.reference(), "/requests#teams", request.state().tone(), request.state().word(),
                    model + ", as a member of the team", request.updatedAt(), ""));
        });
        return new Part("my-requests", "Requests", rows, "You have not applied for a model yet.", "Choose a model", "/",
                mine.size() > MOST ? "/requests" : "");
    }
}
