package io.linklog.cli.importing;

import static java.util.Objects.requireNonNull;

import io.linklog.cli.importing.delivery.Delivery;
import io.linklog.cli.importing.delivery.PendingLine;
import io.linklog.cli.importing.formats.LinkSource;
import io.linklog.cli.importing.formats.NewLink;
import io.linklog.cli.importing.formats.SourceLine;
import io.linklog.cli.importing.journal.ImportJournal;
import io.linklog.cli.importing.journal.LineKeys;
import io.linklog.cli.importing.report.ImportProgress;
import io.linklog.cli.importing.report.ImportReport;
import io.linklog.cli.importing.report.LineResult;
import java.io.IOException;
import java.util.Optional;

/**
 * Takes each line of a source to its result. One thread reads; meanwhile the threads of the delivery record answers.
 *
 * @param source is read to its end
 */
record LineImport(LinkSource source, ImportReport report, ImportProgress progress) {

    /** Checks each line by the rules of the service, and sends nothing. */
    void check() throws IOException {
        for (SourceLine line = source.next(); line != null; line = source.next()) {
            NewLink link = line.link();
            record(
                    line,
                    link == null
                            ? requireNonNull(line.result())
                            : link.mistakes().map(LineResult::refused).orElse(LineResult.valid()));
        }
    }

    /** Sends the lines that the journal does not have; returns when each line has its result. */
    void send(LineKeys keys, ImportJournal journal, Delivery delivery) throws IOException, InterruptedException {
        for (SourceLine line = source.next(); line != null; line = source.next()) {
            NewLink link = line.link();
            if (link == null) {
                record(line, requireNonNull(line.result()));
                continue;
            }
            byte[] request = link.json();
            String key = keys.next(request);
            Optional<String> code = journal.codeOf(key);
            if (code.isPresent()) {
                record(line, LineResult.earlier(code.get()));
            } else {
                delivery.add(new PendingLine(line, key, request));
            }
        }
        delivery.finish();
    }

    /** Records an answer: in the journal first, because the report says that the line is done. */
    void answer(ImportJournal journal, PendingLine line, LineResult result) throws IOException {
        if (result.code() != null) {
            journal.add(line.key(), line.source().number(), result.code());
        }
        record(line.source(), result);
    }

    private void record(SourceLine line, LineResult result) throws IOException {
        progress.done(report.add(line.number(), line.input(), result));
    }
}
