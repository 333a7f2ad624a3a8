package dev.fleetward.control.admin;

/// A request that gets an error answer. The message is for the caller and holds no secret.
final class AdminFault extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final String code;

    AdminFault(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static AdminFault badRequest(String message) {
        return new AdminFault(400, "bad_request", message);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
