package org.weightgate.web;

import java.io.IOException;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;

import io.quarkus.jackson.ObjectMapperCustomizer;

/// Texts in JSON arrive as PostgreSQL can hold them.
@Singleton
class StorableTexts implements ObjectMapperCustomizer {

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.registerModule(new SimpleModule("storable texts").addDeserializer(String.class, new Storable()));
    }

    private static final class Storable extends StringDeserializer {

        private static final long serialVersionUID = 1;

        @Override
        public @Nullable String deserialize(JsonParser json, DeserializationContext context) throws IOException {
            String text = super.deserialize(json, context);
            return text == null ? null : PlainText.storable(text);
        }
    }
}
