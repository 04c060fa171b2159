package org.weightgate.web;

/// The short name of a status, in words a reader understands.
final class Titles {

    private Titles() {
    }

    static String of(int status) {
        return switch (status) {
            case 400 -> "That request could not be understood";
            case 401 -> "Please sign in";
            case 403 -> "You may not do this";
            case 404 -> "There is nothing here";
            case 405 -> "This address does not work that way";
            case 406, 415 -> "This format is not offered";
            case 409 -> "That does not fit what is there now";
            case 410 -> "This is no longer available";
            case 412 -> "Something changed in the meantime";
            case 413 -> "That is too large";
            case 422 -> "Something you sent needs another look";
            case 428 -> "Please open the page again first";
            case 429 -> "Too many requests";
            case 503 -> "Back in a moment";
            default -> status < 500 ? "That did not work" : "Something went wrong on our side";
        };
    }

    /// What the reader can do next.
    static String advice(int status) {
        return switch (status) {
            case 400, 413, 415, 422 -> "Go back, check what you entered and send it again. Nothing was changed.";
            case 401 -> "Sign in and open the page again.";
            case 403 -> "If you think you should be able to, ask whoever owns the model, and name this page.";
            case 404 -> "Check the address, or start from the list of models.";
            case 409, 412, 428 -> "Open the page again to see how things stand now, then decide. Nothing was overwritten.";
            case 410 -> "The page of the model says what is available now.";
            case 429 -> "Wait a little, then try again.";
            default -> status < 500 ? "Go back and try another way. Nothing was changed."
                    : "Try again in a moment. If it happens again, tell us the incident number below.";
        };
    }
}
