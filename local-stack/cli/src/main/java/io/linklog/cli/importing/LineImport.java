package io.linklog.cli.importing;

import java.io.IOException;
import java.util.Optional;

/**
 * Gives each line its id, and sends those that the journal does not know. {@link #sendAll} is for one thread, which
 * alone has the ids; {@link #answered} is called by those of the delivery, meanwhile and side by side.
 */
final class LineImport {

    private final boolean findIfExists;
    private final LineKeys keys;
    private final Journal journal;
    private final Report report;
    private final Progress progress;

    /** @param findIfExists where a line says nothing of it */
    LineImport(boolean findIfExists, LineKeys keys, Journal journal, Report report, Progress progress) {
        this.findIfExists = findIfExists;
        this.keys = keys;
        this.journal = journal;
        this.report = report;
        this.progress = progress;
    }

    /** Returns when something has become of every line. */
    void sendAll(Entries entries, Delivery delivery) throws IOException, InterruptedException {
        for (Entry entry = entries.next(); entry != null; entry = entries.next()) {
            NewLink asked = entry.link();
            if (asked == null) {
                report.add(entry.line(), entry.input(), Result.withoutLink(entry));
                continue;
            }
            NewLink link = findIfExists && asked.findIfExists() == null ? asked.withFindIfExists() : asked;
            LineId id = keys.next(link);
            Optional<String> code = journal.codeOf(id);
            if (code.isPresent()) {
                report.add(entry.line(), entry.input(), new Result(Result.Kind.earlier, code.get(), null, null));
                progress.done(report.lines());
            } else {
                delivery.add(new Item(entry, id, link));
            }
        }
        delivery.finish();
    }

    /** First into the journal: what the report says is done is not sent again. */
    void answered(Item item, Result result) throws IOException {
        if (result.code() != null) {
            journal.add(item.id, item.entry.line(), result.code());
        }
        report.add(item.entry.line(), item.entry.input(), result);
        progress.done(report.lines());
    }
}
