package io.linklog.cli.importing;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with rate and time left, on a terminal. */
final class BarProgress implements Progress {

    private final ProgressBar bar;

    /** @param total lines there will be; -1 when nobody knows */
    BarProgress(String task, long total) {
        this.bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUpdateIntervalMillis(200)
                .setStyle(ProgressBarStyle.ASCII)
                .showSpeed(new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                .build();
    }

    @Override
    public void done(long lines) {
        bar.stepTo(lines);
        bar.setExtraMessage("");
    }

    @Override
    public void say(String sentence) {
        bar.setExtraMessage(sentence.length() <= 60 ? sentence : sentence.substring(0, 59) + "…");
    }

    @Override
    public void close() {
        bar.close();
    }
}
