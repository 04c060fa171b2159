package org.weightgate.people;

/// Whether a person is banned, and a mark that differs after every ban and lifting that concerns them.
public record BanStanding(boolean banned, String epoch) {

    public static final BanStanding NEVER = new BanStanding(false, "");
}
