package io.linklog.cli.importing;

/** Shows people how far a long work is. Thread-safe. */
interface Progress extends AutoCloseable {

    /** Shows nothing. */
    Progress NONE = new Progress() {
        @Override
        public void done(long lines) {
            // nobody wants to know
        }

        @Override
        public void say(String sentence) {
            // nobody wants to know
        }

        @Override
        public void close() {
            // nothing is open
        }
    };

    /** @param lines done so far */
    void done(long lines);

    /** Tells something beside the progress, for example why it stands still. */
    void say(String sentence);

    @Override
    void close();
}
