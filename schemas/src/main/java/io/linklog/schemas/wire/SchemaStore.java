package io.linklog.schemas.wire;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The part of a schema registry that serdes use. In production it is {@link SchemaRegistry}, in pure tests a map. */
public interface SchemaStore {

    /** The id of a schema under a subject, registering it if it is new. Repeating it is harmless. */
    int register(String subject, Schema schema);

    /** The schema of an id; null if the id is not registered. */
    @Nullable
    Schema byId(int id);
}
