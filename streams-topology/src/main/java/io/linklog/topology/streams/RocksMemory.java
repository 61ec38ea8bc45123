package io.linklog.topology.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One limit for the native memory of all stores together. RocksDB has a limit for each store only; each partition has
 * several stores, so the sum would grow with the number of partitions.
 */
public final class RocksMemory implements AutoCloseable {

    /** The setting that holds the shared instance. */
    public static final String SETTING = "linklog.rocksdb.memory";

    private static final long MEMTABLE_BYTES = 4L << 20;
    private static final int MEMTABLES = 2;

    private final Cache cache;
    private final WriteBufferManager memtables;

    /** @param bytes for blocks and memtables of all stores; memtables take at most half */
    public RocksMemory(long bytes) {
        RocksDB.loadLibrary();
        this.cache = new LRUCache(bytes, -1, false, 0.1);
        // memtables count against the cache, so both together stay within the limit
        this.memtables = new WriteBufferManager(bytes / 2, cache);
    }

    /** Call this after the streams are closed: stores must not outlive their memory. */
    @Override
    public void close() {
        memtables.close();
        cache.close();
    }

    /** Kafka Streams creates one for each store; it finds the shared memory among the settings. */
    public static final class Setter implements RocksDBConfigSetter {
        @Override
        public void setConfig(String storeName, Options options, Map<String, Object> configs) {
            if (!(configs.get(SETTING) instanceof RocksMemory memory)) {
                return; // a test driver without shared memory uses the defaults of RocksDB
            }
            BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
            table.setBlockCache(memory.cache);
            // otherwise index and filter blocks would not count against the limit
            table.setCacheIndexAndFilterBlocks(true);
            table.setCacheIndexAndFilterBlocksWithHighPriority(true);
            table.setPinTopLevelIndexAndFilter(true);
            options.setTableFormatConfig(table);
            options.setWriteBufferManager(memory.memtables);
            options.setWriteBufferSize(MEMTABLE_BYTES);
            options.setMaxWriteBufferNumber(MEMTABLES);
        }

        @Override
        public void close(String storeName, Options options) {
            // all stores share the cache and the memtables; RocksMemory closes them
        }
    }
}
