package io.linklog.topology.streams;

import io.linklog.schemas.wire.RegistryUnavailableException;
import io.linklog.schemas.wire.SchemaStore;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Schemas by number. A test can make it unavailable. */
public final class MapRegistry implements SchemaStore {

    private final List<Schema> schemas = new ArrayList<>();
    private boolean away;

    public void beAway(boolean unreachable) {
        away = unreachable;
    }

    @Override
    public synchronized int register(String subject, Schema schema) {
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        return schemas.indexOf(schema) + 1;
    }

    @Override
    public synchronized @Nullable Schema byId(int id) {
        if (away) {
            throw new RegistryUnavailableException("away", null);
        }
        return id >= 1 && id <= schemas.size() ? schemas.get(id - 1) : null;
    }
}
