package io.linklog.schemas.wire;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** What the serdes need of a schema registry. In production {@link SchemaRegistry}; pure tests keep a map. */
public interface SchemaStore {

    /** The id of a schema under a subject, registering it if it is new. Repeating it is harmless. */
    int register(String subject, Schema schema);

    /** The schema of an id; null when nobody registered it. */
    @Nullable
    Schema byId(int id);
}
