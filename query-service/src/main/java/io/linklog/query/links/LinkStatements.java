package io.linklog.query.links;

import io.linklog.query.cassandra.KeyspaceSession;

/**
 * The statements of this package in one keyspace.
 *
 * @param history reads the changes of one link
 * @param lists reads the codes of a list
 * @param words reads the codes of a search
 */
public record LinkStatements(SelectHistory history, SelectListEntries lists, SelectWords words) {

    /** Prepares them; waits for the server. */
    public static LinkStatements prepare(KeyspaceSession session) {
        return new LinkStatements(
                new SelectHistory(session),
                new SelectListEntries(session, ListWalk.CODES_OF_A_STEP),
                new SelectWords(session));
    }
}
