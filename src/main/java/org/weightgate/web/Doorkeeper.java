package org.weightgate.web;

/// A room that is full before the portal is. Asked first of all, before anybody is asked who they are.
public interface Doorkeeper {

    /// Whether a request goes into this room.
    boolean guards(String method, String path);

    /// How many more may come in now; the others wait outside.
    int places();
}
