package org.weightgate.web;

/// A room that is full before the portal is. Asked first of all: turning somebody away after finding out who they are costs a
/// good part of serving them.
public interface Doorkeeper {

    boolean turnsAway(String method, String path);
}
