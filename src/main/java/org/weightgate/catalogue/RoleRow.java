package org.weightgate.catalogue;

/// Who holds which role on a model, and whether it counts now.
record RoleRow(String role, String username, String name, boolean counts) {

    public String label() {
        return ModelRole.valueOf(role).label();
    }
}
