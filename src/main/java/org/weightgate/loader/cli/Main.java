package org.weightgate.loader.cli;

/// The `weightgate` command line.
public final class Main {
    private Main() {
    }

    public static void main(String[] arguments) {
        System.out.println("weightgate");
    }
}
