package io.linklog.projector;

import io.linklog.schemas.Topic;

/** One topic, and what its records become in the tables. Thread-safe. */
interface Feed {

    Topic topic();

    /** Prepares what writes the rows of one keyspace, whose tables must exist; blocks. */
    FeedWriter open(Keyspace keyspace);
}
