package org.weightgate.web;

import java.io.Serial;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Function;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;

import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/// A number or id in a query that is none is a bad request; JAX-RS would say that nothing is at this address.
@Provider
class QueryValues implements ParamConverterProvider {

    private static final int SHOWN = 40;

    static final class UnreadableException extends BadRequestException {

        @Serial
        private static final long serialVersionUID = 1;

        UnreadableException(String value, String what) {
            super("The query of this address gives \"" + (value.length() > SHOWN ? value.substring(0, SHOWN) + "..." : value)
                    + "\" where " + what + " belongs.");
        }
    }

    private record Reading<T>(Function<String, T> reader, String what) implements ParamConverter<T> {

        @Override
        public T fromString(String value) {
            try {
                return reader.apply(value);
            } catch (IllegalArgumentException _) {
                throw new UnreadableException(value, what);
            }
        }

        @Override
        public String toString(T value) {
            return value.toString();
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> @Nullable ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation @Nullable [] annotations) {
        boolean isQuery = annotations != null && Arrays.stream(annotations)
                .anyMatch(annotation -> annotation instanceof RestQuery || annotation instanceof QueryParam);
        if (!isQuery) {
            return null;
        }
        if (type == int.class || type == Integer.class) {
            return (ParamConverter<T>) new Reading<>(Integer::valueOf, "a whole number");
        }
        return type == UUID.class ? (ParamConverter<T>) new Reading<>(UUID::fromString, "an id") : null;
    }
}
