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
 * One bound on the native memory of all stores together. RocksDB's own is for each store, and there are a handful for
 * each partition, so that the sum would grow with the partitions.
 */
public final class RocksMemory implements AutoCloseable {

    /** The setting that holds the one object of this class. */
    public static final String SETTING = "linklog.rocksdb.memory";

    private static final long MEMTABLE_BYTES = 4L << 20;
    private static final int MEMTABLES = 2;

    private final Cache cache;
    private final WriteBufferManager memtables;

    /** @param bytes for blocks and memtables of all stores; at most half of it for memtables */
    public RocksMemory(long bytes) {
        RocksDB.loadLibrary();
        this.cache = new LRUCache(bytes, -1, false, 0.1);
        // charged to the cache, so that the two together stay within the bound
        this.memtables = new WriteBufferManager(bytes / 2, cache);
    }

    /** After the streams: stores must not outlive their memory. */
    @Override
    public void close() {
        memtables.close();
        cache.close();
    }

    /** Made by Streams for each store; finds the shared memory among the settings. */
    public static final class Setter implements RocksDBConfigSetter {
        @Override
        public void setConfig(String storeName, Options options, Map<String, Object> configs) {
            if (!(configs.get(SETTING) instanceof RocksMemory memory)) {
                return; // a test driver without it: RocksDB's own defaults
            }
            BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
            table.setBlockCache(memory.cache);
            // index and filter blocks too, or they would lie outside of the bound
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
            // cache and memtables are everybody's; RocksMemory closes them
        }
    }
}
