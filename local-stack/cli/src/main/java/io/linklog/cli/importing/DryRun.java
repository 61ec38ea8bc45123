package io.linklog.cli.importing;

import io.linklog.schemas.rules.LinkRules;
import java.io.IOException;
import java.util.Set;

/** Checks each line by the rules of the service, and sends nothing. To be used by one thread. */
final class DryRun {

    private final LinkRules rules = new LinkRules(Set.of());
    private final Report report;
    private final Progress progress;

    DryRun(Report report, Progress progress) {
        this.report = report;
        this.progress = progress;
    }

    void check(Entries entries) throws IOException {
        for (Entry entry = entries.next(); entry != null; entry = entries.next()) {
            NewLink link = entry.link();
            report.add(entry.line(), entry.input(), link == null ? Result.withoutLink(entry) : check(link));
            progress.done(report.lines());
        }
    }

    private Result check(NewLink link) {
        return link.mistakes(rules).map(Result::refused).orElse(new Result(Result.Kind.valid, null, null, null));
    }
}
