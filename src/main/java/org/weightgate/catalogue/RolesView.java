package org.weightgate.catalogue;

import java.util.List;

import org.weightgate.web.Problem.FieldError;

/// Who may do what on a model, and the form that gives a role, as typed.
record RolesView(String model, String path, List<RoleRow> rows, String username, String role, List<FieldError> errors) {

    public List<ModelRole> roles() {
        return List.of(ModelRole.values());
    }
}
