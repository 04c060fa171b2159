package org.weightgate.requests;

import java.util.List;
import java.util.stream.Stream;

/// One part of the form with its questions.
public record SectionView(String id, String title, List<FieldView> fields) {

    static List<SectionView> of(List<FieldView> fields) {
        return Stream.of(Section.values()).filter(section -> !section.questions().isEmpty())
                .map(section -> new SectionView(section.id(), section.title(), fields.stream()
                        .filter(field -> section.questions().contains(field.question())).toList()))
                .toList();
    }
}
